using System.Collections.Immutable;
using System.Text.Json;
using Verified.Verifier.Policies;

namespace Verified.Verifier.Intents;

/// <summary>
/// Reads an intent file: a JSON object with <c>coalitions</c> {name: [labels]}, <c>trusted</c> [labels],
/// <c>mustShare</c> [[a, b]] and <c>neverTogether</c> [[a, b]], each optional, nothing else.
/// </summary>
public ref struct IntentReader
{
    /// <summary>Where the format is written down, as a mend.</summary>
    internal const string Format = "see the intent format in docs/policy-tool.md";

    private const int MaxBytes = 4 << 20;

    private readonly Policy _policy;
    private readonly Dictionary<string, int> _labels;
    private JsonCursor _cursor;

    private IntentReader(ReadOnlySpan<byte> bytes, string file, Policy policy)
    {
        _policy = policy;
        _labels = LabelIndex(policy);
        _cursor = new(bytes, file, Format);
    }

    /// <summary>The file beside a policy that states its intent: <c>NAME.intent.json</c> for <c>NAME.xml</c>.</summary>
    public static string FileBeside(string policyFile) => Path.ChangeExtension(policyFile, ".intent.json");

    /// <summary>The intent in a file.</summary>
    /// <exception cref="InputException">
    /// The file cannot be read, breaks the format or does not fit the policy.
    /// </exception>
    public static Intent Read(string file, Policy policy) =>
        Parse(BoundedFile.Read(file, MaxBytes), file, policy);

    /// <summary>The intent in bytes that were read before.</summary>
    /// <exception cref="InputException">The text breaks the format or does not fit the policy.</exception>
    public static Intent Parse(ReadOnlySpan<byte> bytes, string file, Policy policy)
    {
        IntentReader reader = new(bytes, file, policy);
        Intent intent = reader.ReadAll() with { File = file };
        IntentRules.Check(intent, policy);
        return intent;
    }

    /// <summary>An intent with more trusted labels, as the command line names them.</summary>
    /// <exception cref="InputException">A label is unknown or in a coalition.</exception>
    public static Intent WithTrusted(Intent intent, IEnumerable<string> names, Policy policy)
    {
        Dictionary<string, int> labels = LabelIndex(policy);
        ImmutableArray<LabelUse> trusted = intent.Trusted;
        foreach (string name in names)
        {
            Place place = new("--trusted");
            if (!labels.TryGetValue(name, out int label))
                throw UnknownLabel(name, place, policy);
            if (!trusted.Any(use => use.Label == label))
                trusted = trusted.Add(new(label, place));
        }

        Intent joined = intent with { Trusted = trusted };
        IntentRules.Check(joined, policy);
        return joined;
    }

    private static Dictionary<string, int> LabelIndex(Policy policy)
    {
        Dictionary<string, int> index = new(StringComparer.Ordinal);
        for (int label = 0; label < policy.VmLabels.Length; label++)
            index.Add(policy.VmLabels[label].Name, label);
        return index;
    }

    private static InputException UnknownLabel(string name, Place place, Policy policy) =>
        new(place, $"{NameRules.Quote(name)} is no VM label of {policy.File}", "correct the name");

    private Intent ReadAll()
    {
        Intent intent = new();
        HashSet<string> seen = new(StringComparer.Ordinal);
        _cursor.Expect(JsonTokenType.StartObject, "an object { ... }");
        while (_cursor.Advance() && _cursor.Token == JsonTokenType.PropertyName)
        {
            string property = _cursor.Text();
            if (!seen.Add(property))
                throw new InputException(_cursor.Place, $"{NameRules.Quote(property)} stands twice", "join the two");
            intent = property switch
            {
                "coalitions" => intent with { Coalitions = ReadCoalitions() },
                "trusted" => intent with { Trusted = ReadLabels() },
                "mustShare" => intent with { MustShare = ReadPairs() },
                "neverTogether" => intent with { NeverTogether = ReadPairs() },
                _ => throw new InputException(_cursor.Place, $"unknown property {NameRules.Quote(property)}", Format),
            };
        }

        return _cursor.Advance() ? throw new InputException(_cursor.Place, "text after the object", Format) : intent;
    }

    private ImmutableArray<Coalition> ReadCoalitions()
    {
        ImmutableArray<Coalition>.Builder coalitions = ImmutableArray.CreateBuilder<Coalition>();
        HashSet<string> names = new(StringComparer.Ordinal);
        _cursor.Expect(JsonTokenType.StartObject, "an object { name: [labels] }");
        while (_cursor.Advance() && _cursor.Token == JsonTokenType.PropertyName)
        {
            string name = _cursor.Text();
            string? objection = names.Add(name) ? NameRules.Objection(name) : "stands twice";
            if (objection is not null)
                throw new InputException(_cursor.Place, $"coalition {NameRules.Quote(name)} {objection}", "rename it");
            coalitions.Add(new(name, ReadLabels()));
        }

        return coalitions.ToImmutable();
    }

    private ImmutableArray<LabelUse> ReadLabels()
    {
        ImmutableArray<LabelUse>.Builder labels = ImmutableArray.CreateBuilder<LabelUse>();
        _cursor.Expect(JsonTokenType.StartArray, "a list of labels [ ... ]");
        while (NextInList())
            labels.Add(ReadLabel());
        return labels.ToImmutable();
    }

    private ImmutableArray<LabelPair> ReadPairs()
    {
        ImmutableArray<LabelPair>.Builder pairs = ImmutableArray.CreateBuilder<LabelPair>();
        _cursor.Expect(JsonTokenType.StartArray, "a list of pairs [[a, b], ...]");
        while (NextInList())
        {
            Place place = _cursor.Place;
            if (_cursor.Token != JsonTokenType.StartArray)
                throw new InputException(place, "expected a pair [a, b]", Format);
            List<int> labels = [];
            while (NextInList())
                labels.Add(ReadLabel().Label);
            if (labels.Count != 2)
                throw new InputException(place, $"a pair has two labels, not {labels.Count}", Format);
            pairs.Add(new(labels[0], labels[1], place));
        }

        return pairs.ToImmutable();
    }

    /// <summary>Goes to the next element of a list; false at its end.</summary>
    private bool NextInList() => _cursor.Advance() && _cursor.Token != JsonTokenType.EndArray;

    private LabelUse ReadLabel()
    {
        if (_cursor.Token != JsonTokenType.String)
            throw new InputException(_cursor.Place, "expected the name of a label in quotation marks", Format);
        string name = _cursor.Text();
        return _labels.TryGetValue(name, out int label)
            ? new(label, _cursor.Place)
            : throw UnknownLabel(name, _cursor.Place, _policy);
    }
}
