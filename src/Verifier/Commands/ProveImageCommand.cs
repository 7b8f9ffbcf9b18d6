using System.CommandLine;
using System.Globalization;
using Verified.Proofs;
using Verified.Proofs.Operations;
using Verified.Symbolic.Elf;
using Verified.Symbolic.Solving;
using Verified.Verifier.Policies;
using Verified.Verifier.Replaying;
using Verified.Verifier.Reports;
using Verdict = Verified.Proofs.Verdict;

namespace Verified.Verifier.Commands;

/// <summary>
/// <c>verified prove --image FILE [--only OPERATION...] [--jobs N] [--cache DIR] [--smt2 DIR] [--report FILE]
/// [--traces DIR] [--summary|--json]</c>: the theorems about the machine code of a linked kernel image. One line an operation whose
/// theorems are all proved, else one for each of them; then what is not proved.
/// </summary>
internal sealed class ProveImageCommand
{
    private const int MaximumJobs = 64;

    /// <summary>The image.</summary>
    public Option<string?> Image { get; } = new("--image")
    {
        Description = "Prove the machine code of a kernel image (and of --policy, a policy's isolation).",
        HelpName = "FILE",
    };

    private readonly Option<string[]> _only = new("--only")
    {
        Description = "With --image: these operations alone, as alloc_unbound.",
        HelpName = "OPERATION",
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => [],
    };

    private readonly Option<int> _jobs = new("--jobs")
    {
        Description = "With --image: operations proved at one time; the processors' number unless given.",
        HelpName = "N",
        DefaultValueFactory = _ => Environment.ProcessorCount,
    };

    private readonly Option<string?> _cache = new("--cache")
    {
        Description = "With --image: keep answers here, and prove only what changed since.",
        HelpName = "DIR",
    };

    private readonly Option<string?> _smtFolder = new("--smt2")
    {
        Description = "With --image: write each obligation as SMT-LIB 2 text, for other solvers.",
        HelpName = "DIR",
    };

    private readonly Option<string?> _report = new("--report")
    {
        Description = "With --image: write the list of theorems and their verdicts, as proofs/PROOFS.md.",
        HelpName = "FILE",
    };

    private readonly Option<string?> _traces = new("--traces")
    {
        Description = "With --image: write each counterexample as a trace here, OPERATION.json, for verified replay.",
        HelpName = "DIR",
    };

    private readonly Option<bool> _summary = new("--summary")
    {
        Description = "With --image: one line for all that is proved.",
    };

    /// <summary>Adds the options to a command, and what they may be.</summary>
    public void AddTo(Command command)
    {
        Option[] options = [Image, _only, _jobs, _cache, _smtFolder, _report, _traces, _summary];
        foreach (Option option in options)
            command.Add(option);
        _jobs.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && result.GetValueOrDefault<int>() is < 1 or > MaximumJobs)
                result.AddError(string.Create(CultureInfo.InvariantCulture, $"--jobs wants 1 to {MaximumJobs}"));
        });
        command.Validators.Add(result =>
        {
            if (result.GetValue(Image) is null
                && Array.Find(options[1..], option => result.GetResult(option) is { Implicit: false }) is { } lone)
                result.AddError($"{lone.Name} speaks of --image FILE, which is missing");
        });
    }

    /// <summary>Runs the proofs.</summary>
    /// <returns>Every theorem's result.</returns>
    /// <exception cref="InputException">The image cannot be read, or an operation is unknown.</exception>
    public IReadOnlyList<TheoremResult> Run(ParseResult parsed, string imageFile, TextWriter output, bool json)
    {
        IReadOnlyList<Operation> operations = Chosen(parsed.GetRequiredValue(_only));
        // A list of some theorems would pass for the whole.
        if (parsed.GetValue(_report) is not null && operations.Count < AllOperations.List.Count)
            throw new InputException("verified: --report lists the whole image; leave out --only");
        IReadOnlyList<TheoremResult> results = Progress.Along(
            $"proving {imageFile}", output, telling => Prove(parsed, imageFile, operations, telling, json));
        // The rest of the image matters when the whole of it is proved.
        IReadOnlyList<TheoremResult> mediation = operations.Count == AllOperations.List.Count
            ? MediationReport.Of(imageFile, parsed.GetValue(_summary), json ? TextWriter.Null : output)
            : [];
        if (parsed.GetValue(_report) is { } report)
            OutputFile.Write(report, System.Text.Encoding.UTF8.GetBytes(ProofsDocument.Text([.. results, .. mediation])));
        if (!json)
            ProofText.WriteEnd([.. results, .. mediation], imageFile, parsed.GetValue(_summary), output);
        return [.. results, .. mediation];
    }

    /// <summary>0 if all are proved, 1 if one is refuted, else 3.</summary>
    public static int Status(IReadOnlyList<TheoremResult> results)
    {
        if (results.Any(result => result.Verdict == Verdict.Refuted))
            return ExitCode.Violated;
        return results.All(result => result.Verdict == Verdict.Proved) ? ExitCode.Holds : ExitCode.Unknown;
    }

    private IReadOnlyList<TheoremResult> Prove(
        ParseResult parsed, string imageFile, IReadOnlyList<Operation> operations, Telling telling, bool json)
    {
        Following following = new(operations.Count, telling, lines: !json, summary: parsed.GetValue(_summary));
        ProofOptions options = new()
        {
            Jobs = parsed.GetValue(_jobs),
            Cache = parsed.GetValue(_cache),
            SmtFolder = parsed.GetValue(_smtFolder),
            Decided = following,
            Begun = following.Begin,
            Refused = following.Note,
            Replay = new CounterexampleReplay(parsed.GetValue(_traces)).Tell,
        };
        try
        {
            return ProofRun.Prove(imageFile, operations, options);
        }
        catch (AggregateException e) when (e.InnerExceptions.All(inner => IsInput(inner)))
        {
            throw new InputException($"verified: {e.InnerExceptions[0].Message}");
        }
        catch (Exception e) when (IsInput(e))
        {
            throw new InputException($"verified: {e.Message}");
        }
    }

    // IOException: the cache or the folder of SMT-LIB files; its message names the file.
    private static bool IsInput(Exception e) =>
        e is ElfException or SolverException or IOException or UnauthorizedAccessException;

    private static IReadOnlyList<Operation> Chosen(string[] names)
    {
        if (names.Length == 0)
            return AllOperations.List;
        string known = string.Join(", ", AllOperations.List.Select(operation => operation.Name));
        return
        [
            .. names.Distinct().Select(name => AllOperations.Find(name)
                ?? throw new InputException($"verified: --only {name}: no such operation; proved are {known}")),
        ];
    }

    /// <summary>Follows a run: what is being proved, and each operation's lines once it is decided.</summary>
    private sealed class Following(int count, Telling telling, bool lines, bool summary)
        : IProgress<IReadOnlyList<TheoremResult>>
    {
        private readonly Lock _lock = new();
        private readonly List<string> _open = [];
        private readonly List<string> _notes = [];
        private int _done;

        public void Begin(string operation)
        {
            lock (_lock)
            {
                _open.Add(operation);
                Tell();
            }
        }

        public void Note(string line)
        {
            lock (_lock)
                _notes.Add(line);
        }

        public void Report(IReadOnlyList<TheoremResult> theorems)
        {
            lock (_lock)
            {
                _open.Remove(theorems[0].Operation);
                _done++;
                Tell();
                foreach (string note in lines ? _notes : [])
                    telling.Line(note);
                _notes.Clear();
            }

            foreach (string line in lines ? ProofText.Lines(theorems, summary) : [])
                telling.Line(line);
        }

        private void Tell() => telling.Now($"proved {_done} of {count}; at {string.Join(", ", _open)}");
    }
}
