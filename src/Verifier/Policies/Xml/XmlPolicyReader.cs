using System.Collections.Immutable;
using System.Security.Cryptography;

namespace Verified.Verifier.Policies.Xml;

/// <summary>
/// Reads XML policies of generation 3, and of generation 2, which had no Version. The order of elements counts;
/// every rule of the format that is broken is an <see cref="InputException"/> with file and line.
/// </summary>
public static class XmlPolicyReader
{
    /// <summary>The policy in the bytes of an XML file.</summary>
    /// <param name="bytes">The file's content, of a size that the limits allow.</param>
    /// <param name="file">Its name, for messages.</param>
    /// <param name="limits">How large the policy may be.</param>
    /// <exception cref="InputException">The text is no policy of these generations.</exception>
    public static Policy Read(byte[] bytes, string file, PolicyLimits limits)
    {
        using XmlCursor cursor = new(bytes, file);
        cursor.Enter("SecurityPolicyDefinition");
        PolicyHeader header = HeaderGrammar.Read(cursor);
        NameSpace ste = ComponentGrammar.ReadSte(cursor, limits);
        NameSpace wall = ComponentGrammar.ReadWall(cursor, limits, out ImmutableArray<ConflictSet> conflicts);
        LabelGrammar labels = new(cursor, ste, wall, limits);
        labels.Read();
        cursor.Leave();
        cursor.End();

        return new()
        {
            File = file,
            Name = header.Name,
            Version = header.Version,
            From = header.From,
            Generation = header.Version is null ? 2 : 3,
            SourceHash = Sha1(bytes),
            SteTypes = ste.Types,
            WallTypes = wall.Types,
            ConflictSets = conflicts,
            VmLabels = labels.VmLabels,
            ResourceLabels = labels.ResourceLabels,
            Bootstrap = labels.Bootstrap,
        };
    }

    /// <summary>SHA-1 of a file's bytes; of two files, the second's follow the first's.</summary>
    internal static ImmutableArray<byte> Sha1(byte[] bytes)
    {
        // The binary format has room for this hash and no other: it names the source, it protects nothing.
#pragma warning disable CA5350
        return [.. SHA1.HashData(bytes)];
#pragma warning restore CA5350
    }
}
