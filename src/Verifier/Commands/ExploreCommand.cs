using System.CommandLine;
using Verified.Explorer;
using Verified.Explorer.Acm31;
using Verified.Explorer.Configurations;
using Verified.Explorer.Product;
using Verified.Explorer.Search;
using Verified.Traces;
using Verified.Verifier.Exploring;
using Verified.Verifier.Policies;

namespace Verified.Verifier.Commands;

/// <summary>
/// <c>verified explore</c>: makes every step from every state that a small system can reach, with the real handlers.
/// </summary>
internal sealed class ExploreCommand : Command, IHasExamples
{
    private static readonly IReadOnlyList<IProfile> Profiles = [new ProductProfile(), new Acm31Profile()];

    private readonly Option<string?> _config = new("--config")
    {
        Description = "What to explore (docs/explorer.md has the format); without it the profile's own configuration.",
        HelpName = "FILE",
    };

    private readonly Option<string> _profile = new("--profile")
    {
        Description = "The kernel: product, or acm-xen-3.1, the system as Xen shipped it.",
        HelpName = "NAME",
        DefaultValueFactory = _ => "product",
    };

    private readonly Option<int?> _states = Bound("--max-states", "Stop at so many states.", "N");

    private readonly Option<int?> _depth = Bound("--max-depth", "Stop after so many steps from the start.", "N");

    private readonly Option<int?> _memory = Bound("--max-memory", "Stop when the states take so much memory.", "MIB");

    private readonly Option<int?> _time = Bound("--max-time", "Stop after so long.", "SECONDS");

    private readonly Option<int?> _jobs = Bound("--jobs", "Threads; without it as many as there are processors.", "N");

    private readonly Option<bool> _noOracle = new("--no-oracle")
    {
        Description = "Do not compare each step with the specification, nor each state with the invariant: only what the "
            + "policy promises, and that a call that fails changes nothing.",
    };

    private readonly Option<string?> _trace = new("--trace")
    {
        Description = "Write the first violation as a trace (docs/traces.md), for verified trace and verified replay.",
        HelpName = "FILE",
    };

    private readonly Option<bool> _json = new("--json")
    {
        Description = "Write the answer as JSON (docs/explorer.md has its schema).",
    };

    public ExploreCommand(TextWriter output)
        : base("explore", "Makes every call from every state that a small system can reach, with the real handlers: each "
            + "step as the specification says, each state within the invariant. Exit status: 0 nothing is wrong "
            + "in any state, 1 violated, 2 bad input, 3 a bound was reached first.")
    {
        Option[] options = [_config, _profile, _states, _depth, _memory, _time, _jobs, _noOracle, _trace, _json];
        foreach (Option option in options)
            Add(option);
        SetAction(parsed => Explore(parsed, output));
    }

    public IReadOnlyList<(string Command, string Meaning)> Examples { get; } =
    [
        ("verified explore --max-states 20000", "the product, as far as 20,000 states"),
        ("verified explore --no-oracle --max-time 60", "a minute of it by the policy's own words alone: much faster"),
        ("verified explore --profile acm-xen-3.1", "finds what was wrong with the system of long ago"),
        ("verified explore --config docs/explorer/small.json", "a configuration of one's own"),
    ];

    private int Explore(ParseResult parsed, TextWriter output)
    {
        string name = parsed.GetRequiredValue(_profile);
        IProfile profile = Profiles.FirstOrDefault(p => p.Name == name)
            ?? throw new InputException(new("--profile"), $"{NameRules.Quote(name)} is no profile",
                $"one of {string.Join(", ", Profiles.Select(p => p.Name))}");
        Configuration configuration = parsed.GetValue(_config) is { } file
            ? ConfigurationReader.Read(file, profile.Default)
            : profile.Default;
        Exploration exploration = new(
            profile,
            configuration,
            profile.IsSpecified && !parsed.GetValue(_noOracle),
            new(
                parsed.GetValue(_states) ?? Bounds.None.States,
                parsed.GetValue(_depth) ?? Bounds.None.Depth,
                parsed.GetValue(_memory) is { } mebibytes ? (long)mebibytes << 20 : Bounds.None.Bytes,
                parsed.GetValue(_time) is { } seconds ? TimeSpan.FromSeconds(seconds) : Bounds.None.Time,
                configuration.Violations),
            parsed.GetValue(_jobs) ?? Environment.ProcessorCount);
        SearchResult result = Run(exploration);
        if (parsed.GetValue(_trace) is { } traceFile && result.Violations.Count > 0)
            OutputFile.Write(traceFile, TraceWriter.Write(exploration.Trace(result.Violations[0])));

        if (parsed.GetValue(_json))
            output.WriteLine(new ExplorationJson(exploration, result).ToJson());
        else
            new ExplorationText(exploration, result, output).Write();
        return result.Violations.Count > 0 ? ExitCode.Violated
            : result.End == End.Complete ? ExitCode.Holds
            : ExitCode.Unknown;
    }

    private static SearchResult Run(Exploration exploration)
    {
        try
        {
            return exploration.Run();
        }
        catch (ConfigurationException e)
        {
            throw new InputException(new("--config"), e.Message, "change the configuration");
        }
    }

    private static Option<int?> Bound(string name, string description, string unit)
    {
        Option<int?> option = new(name) { Description = description, HelpName = unit };
        option.Validators.Add(parsed =>
        {
            if (parsed.Tokens.Count == 1 && !(int.TryParse(parsed.Tokens[0].Value, out int value) && value > 0))
                parsed.AddError($"{name}: '{parsed.Tokens[0].Value}' is no whole number from 1 on");
        });
        return option;
    }
}
