using System.Text.Json;
using Verified.Explorer.Configurations;
using Verified.Verifier.Intents;
using Verified.Verifier.Policies;

namespace Verified.Verifier.Exploring;

/// <summary>
/// Reads what is to be explored: a JSON object (docs/explorer.md). What it does not say is as in another configuration.
/// </summary>
internal ref struct ConfigurationReader
{
    private const string Format = "see the format in docs/explorer.md";
    private const int MaxBytes = 1 << 20;
    private const int MaxNumber = 1 << 20;

    private JsonCursor _cursor;

    private ConfigurationReader(ReadOnlySpan<byte> bytes, string file) => _cursor = new(bytes, file, Format);

    /// <summary>The configuration in a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="otherwise">What holds where the file says nothing.</param>
    /// <exception cref="InputException">The file cannot be read, breaks the format or makes no sense.</exception>
    public static Configuration Read(string file, Configuration otherwise) =>
        Parse(BoundedFile.Read(file, MaxBytes), file, otherwise);

    /// <summary>The configuration in bytes that were read before.</summary>
    public static Configuration Parse(ReadOnlySpan<byte> bytes, string file, Configuration otherwise)
    {
        Configuration configuration = new ConfigurationReader(bytes, file).ReadAll(otherwise);
        return configuration.Objection() is { } objection
            ? throw new InputException(new(file), objection, Format)
            : configuration;
    }

    private Configuration ReadAll(Configuration configuration)
    {
        HashSet<string> seen = new(StringComparer.Ordinal);
        _cursor.Expect(JsonTokenType.StartObject, "an object { ... }");
        while (_cursor.Advance() && _cursor.Token == JsonTokenType.PropertyName)
        {
            string property = Property(seen);
            configuration = property switch
            {
                "name" => configuration with { Name = ReadText() },
                "policies" => configuration with { Policies = ReadPolicies() },
                "domains" => configuration with { Domains = ReadTexts() },
                "frames" => configuration with { Frames = ReadNumber(1) },
                "framesADomain" => configuration with { FramesADomain = ReadNumber(1) },
                "operations" => configuration with { Operations = ReadTexts() },
                "atOnce" => configuration with { AtOnce = ReadNumber(0) },
                "sequences" => configuration with { WholeSequences = ReadChoice("whole", "stepwise") },
                "revokes" => configuration with { Revokes = ReadTruth() },
                "events" => configuration with { KeepsEvents = ReadChoice("kept", "taken") },
                "decisions" => configuration with { KeepsDecisions = ReadChoice("kept", "all") },
                "symmetry" => configuration with { HasSymmetry = ReadTruth() },
                "hostile" => configuration with { Hostile = ReadTruth() },
                "violations" => configuration with { Violations = ReadNumber(1) },
                _ => throw new InputException(_cursor.Place, $"unknown property {NameRules.Quote(property)}", Format),
            };
        }

        return _cursor.Advance()
            ? throw new InputException(_cursor.Place, "text after the object", Format)
            : configuration;
    }

    private List<ExploredPolicy> ReadPolicies()
    {
        List<ExploredPolicy> policies = [];
        _cursor.Expect(JsonTokenType.StartArray, "a list of policies [ ... ]");
        while (NextInList())
        {
            if (_cursor.Token != JsonTokenType.StartObject)
                throw new InputException(_cursor.Place, "expected a policy { ... }", Format);
            policies.Add(ReadPolicy());
        }

        return policies;
    }

    private ExploredPolicy ReadPolicy()
    {
        ExploredPolicy policy = new("", "", [], []);
        HashSet<string> seen = new(StringComparer.Ordinal);
        while (_cursor.Advance() && _cursor.Token == JsonTokenType.PropertyName)
        {
            string property = Property(seen);
            policy = property switch
            {
                "name" => policy with { Name = ReadText() },
                "bootstrap" => policy with { Bootstrap = ReadText() },
                "labels" => policy with { Labels = ReadLabels() },
                "conflicts" => policy with { ConflictSets = ReadConflicts() },
                _ => throw new InputException(_cursor.Place, $"unknown property {NameRules.Quote(property)}", Format),
            };
        }

        return policy;
    }

    private List<ExploredLabel> ReadLabels()
    {
        List<ExploredLabel> labels = [];
        HashSet<string> names = new(StringComparer.Ordinal);
        _cursor.Expect(JsonTokenType.StartObject, "an object { label: { ... } }");
        while (_cursor.Advance() && _cursor.Token == JsonTokenType.PropertyName)
        {
            ExploredLabel label = new(Property(names), [], []);
            HashSet<string> seen = new(StringComparer.Ordinal);
            _cursor.Expect(JsonTokenType.StartObject, "a label's types { ... }");
            while (_cursor.Advance() && _cursor.Token == JsonTokenType.PropertyName)
            {
                string property = Property(seen);
                label = property switch
                {
                    "types" => label with { Types = ReadTexts() },
                    "chineseWall" => label with { WallTypes = ReadTexts() },
                    _ => throw new InputException(
                        _cursor.Place, $"unknown property {NameRules.Quote(property)}", Format),
                };
            }

            labels.Add(label);
        }

        return labels;
    }

    private List<IReadOnlyList<string>> ReadConflicts()
    {
        List<IReadOnlyList<string>> sets = [];
        _cursor.Expect(JsonTokenType.StartArray, "a list of conflict sets [[ ... ], ...]");
        while (NextInList())
        {
            if (_cursor.Token != JsonTokenType.StartArray)
                throw new InputException(_cursor.Place, "expected a conflict set [ ... ]", Format);
            sets.Add(ReadRest());
        }

        return sets;
    }

    private List<string> ReadTexts()
    {
        _cursor.Expect(JsonTokenType.StartArray, "a list of names [ ... ]");
        return ReadRest();
    }

    private List<string> ReadRest()
    {
        List<string> texts = [];
        while (NextInList())
        {
            if (_cursor.Token != JsonTokenType.String)
                throw new InputException(_cursor.Place, "expected a name", Format);
            texts.Add(_cursor.Text());
        }

        return texts;
    }

    private string ReadText()
    {
        _cursor.Expect(JsonTokenType.String, "a text");
        return _cursor.Text();
    }

    private bool ReadChoice(string whenTrue, string whenFalse)
    {
        string text = ReadText();
        return text == whenTrue || (text == whenFalse
            ? false
            : throw new InputException(_cursor.Place, $"expected \"{whenTrue}\" or \"{whenFalse}\"", Format));
    }

    private bool ReadTruth()
    {
        if (!_cursor.Advance() || _cursor.Token is not (JsonTokenType.True or JsonTokenType.False))
            throw new InputException(_cursor.Place, "expected true or false", Format);
        return _cursor.Token == JsonTokenType.True;
    }

    private int ReadNumber(int least)
    {
        _cursor.Expect(JsonTokenType.Number, "a number");
        return _cursor.Number() is { } number && number >= least && number <= MaxNumber
            ? number
            : throw new InputException(_cursor.Place, $"expected a whole number from {least} to {MaxNumber}", Format);
    }

    private string Property(HashSet<string> seen)
    {
        string property = _cursor.Text();
        return seen.Add(property)
            ? property
            : throw new InputException(_cursor.Place, $"{NameRules.Quote(property)} stands twice", "join the two");
    }

    private bool NextInList() => _cursor.Advance() && _cursor.Token != JsonTokenType.EndArray;
}
