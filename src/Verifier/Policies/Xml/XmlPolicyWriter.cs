using System.Collections.Immutable;
using System.Text;
using System.Xml;

namespace Verified.Verifier.Policies.Xml;

/// <summary>
/// Writes generation 3, canonically: the same policy gives the same bytes, and reading them gives the same policy.
/// What no answer depends on (URLs, dates, comments) is not kept; a policy that had no version gets 0.0.
/// </summary>
public static class XmlPolicyWriter
{
    private static readonly PolicyVersion NoVersion = new(0, 0);

    /// <summary>The policy's text, in UTF-8.</summary>
    /// <exception cref="InputException">A name of a binary policy cannot stand in XML.</exception>
    public static byte[] Write(Policy policy)
    {
        RequireNames(policy);
        using MemoryStream bytes = new();
        XmlWriterSettings settings = new()
        {
            Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
            Indent = true,
            NewLineChars = "\n",
        };
        using (XmlWriter xml = XmlWriter.Create(bytes, settings))
            new Document(xml, policy).Write();
        bytes.WriteByte((byte)'\n');
        return bytes.ToArray();
    }

    /// <summary>Readers drop blanks around a name, so that such a name would come back as another.</summary>
    private static void RequireNames(Policy policy)
    {
        IEnumerable<string> names =
        [
            policy.Name,
            .. policy.SteTypes.Concat(policy.WallTypes).Select(type => type.Name),
            .. policy.ConflictSets.Select(set => set.Name),
            .. policy.VmLabels.SelectMany(label => new[] { label.Name, label.From ?? label.Name }),
            .. policy.ResourceLabels.SelectMany(label => new[] { label.Name, label.From ?? label.Name }),
        ];
        if (names.FirstOrDefault(name => name != name.Trim()) is { } bad)
        {
            throw new InputException(new(policy.File), $"name {NameRules.Quote(bad)} begins or ends with a blank",
                "XML cannot keep it: rename it at its source");
        }
    }

    /// <summary>One policy on its way into a writer.</summary>
    private sealed class Document(XmlWriter xml, Policy policy)
    {
        private const string SteList = "SimpleTypeEnforcementTypes";
        private const string WallList = "ChineseWallTypes";

        public void Write()
        {
            xml.WriteStartElement("SecurityPolicyDefinition", XmlCursor.PolicyNamespace);
            Element("PolicyHeader", WriteHeader);
            if (!policy.SteTypes.IsEmpty)
                Element("SimpleTypeEnforcement", () => WriteTypes(SteList, policy.SteTypes));
            if (!policy.WallTypes.IsEmpty)
                Element("ChineseWall", WriteWall);
            Element("SecurityLabelTemplate", WriteLabels);
            xml.WriteEndElement();
        }

        private void WriteHeader()
        {
            Text("PolicyName", policy.Name);
            Text("Version", (policy.Version ?? NoVersion).ToString());
            if (policy.From is not { } from)
                return;
            Element("FromPolicy", () =>
            {
                Text("PolicyName", from.Name);
                Text("Version", from.Version.ToString());
            });
        }

        private void WriteWall()
        {
            // The binary puts the Chinese Wall first, always; the attribute says so.
            xml.WriteAttributeString("priority", "PrimaryPolicyComponent");
            WriteTypes(WallList, policy.WallTypes);
            if (!policy.ConflictSets.IsEmpty)
                Element("ConflictSets", () => Each(policy.ConflictSets, "Conflict", WriteConflict));
        }

        private void WriteConflict(ConflictSet set)
        {
            xml.WriteAttributeString("name", set.Name);
            WriteNames(set.Uses.Select(use => policy.WallTypes[use.Type].Name));
        }

        private void WriteLabels()
        {
            if (!policy.VmLabels.IsEmpty)
            {
                Element("SubjectLabels", () =>
                {
                    xml.WriteAttributeString("bootstrap", policy.VmLabels[policy.Bootstrap].Name);
                    Each(policy.VmLabels, "VirtualMachineLabel", WriteVmLabel);
                });
            }

            if (!policy.ResourceLabels.IsEmpty)
                Element("ObjectLabels", () => Each(policy.ResourceLabels, "ResourceLabel", WriteResourceLabel));
        }

        private void WriteVmLabel(VmLabel label)
        {
            WriteLabelName(label.Name, label.From);
            WriteUses(SteList, label.SteUses, policy.SteTypes);
            WriteUses(WallList, label.WallUses, policy.WallTypes);
        }

        private void WriteResourceLabel(ResourceLabel label)
        {
            WriteLabelName(label.Name, label.From);
            WriteUses(SteList, [label.Use], policy.SteTypes);
        }

        private void WriteLabelName(string name, string? from)
        {
            xml.WriteStartElement("Name", XmlCursor.PolicyNamespace);
            if (from is not null)
                xml.WriteAttributeString("from", from);
            xml.WriteString(name);
            xml.WriteEndElement();
        }

        private void WriteTypes(string element, ImmutableArray<TypeDefinition> types) =>
            Element(element, () => WriteNames(types.Select(type => type.Name)));

        private void WriteUses(string element, ImmutableArray<TypeUse> uses, ImmutableArray<TypeDefinition> types)
        {
            if (!uses.IsEmpty)
                Element(element, () => WriteNames(uses.Select(use => types[use.Type].Name)));
        }

        /// <summary>A list must not be empty: one empty Type stands for no type.</summary>
        private void WriteNames(IEnumerable<string> names)
        {
            foreach (string name in names.DefaultIfEmpty(""))
                Text("Type", name);
        }

        private void Each<T>(ImmutableArray<T> items, string element, Action<T> write)
        {
            foreach (T item in items)
                Element(element, () => write(item));
        }

        private void Text(string element, string text) =>
            xml.WriteElementString(element, XmlCursor.PolicyNamespace, text);

        private void Element(string name, Action content)
        {
            xml.WriteStartElement(name, XmlCursor.PolicyNamespace);
            content();
            xml.WriteEndElement();
        }
    }
}
