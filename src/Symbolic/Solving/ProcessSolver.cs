using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Verified.Symbolic.Terms;

namespace Verified.Symbolic.Solving;

/// <summary>
/// A solver that reads SMT-LIB 2 text from its standard input: Debian's z3, cvc5 or boolector. For a second opinion:
/// its budget is passed on where the solver has one that is no time (z3, cvc5), and the work done is not reported.
/// </summary>
public sealed partial class ProcessSolver : ISolver
{
    private readonly string _program;
    private readonly SmtSharing _sharing;
    private readonly Func<ulong, string[]> _arguments;
    private readonly Lazy<string> _version;

    private ProcessSolver(string program, SmtSharing sharing, Func<ulong, string[]> arguments)
    {
        _program = program;
        _sharing = sharing;
        _arguments = arguments;
        _version = new(() => VersionPattern().Match(Run(new(program, ["--version"]), "") ?? "").Value);
    }

    private ProcessSolver(ProcessSolver other, TimeSpan limit)
        : this(other._program, other._sharing, other._arguments)
    {
        Limit = limit;
    }

    /// <summary>Debian's z3.</summary>
    public static ProcessSolver Z3 { get; } = new(
        "z3", SmtSharing.Definitions, budget => ["-smt2", "-in", .. Option("rlimit=", budget)]);

    /// <summary>Debian's cvc5.</summary>
    public static ProcessSolver Cvc5 { get; } = new(
        "cvc5", SmtSharing.Definitions, budget => ["--lang", "smt2", "--produce-models", .. Option("--rlimit=", budget)]);

    /// <summary>Debian's boolector; it has no budget but time, so that it has none here.</summary>
    public static ProcessSolver Boolector { get; } = new("boolector", SmtSharing.Let, _ => ["--smt2", "-m"]);

    /// <inheritdoc/>
    public string Name => $"{_program} {_version.Value}".TrimEnd();

    /// <summary>How long one question may take; null for no limit. A question that takes longer has no answer.</summary>
    public TimeSpan? Limit { get; }

    /// <summary>
    /// The same solver for certifying: verdicts without models, and no answer to what takes too long. What nobody
    /// answers in time is not certified; no proof depends on it.
    /// </summary>
    public ProcessSolver Certifying(TimeSpan limit) => new(this, limit);

    /// <summary>True iff the program is on the path.</summary>
    public bool IsInstalled => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator).Any(folder => folder.Length > 0 && File.Exists(Path.Combine(folder, _program)));

    /// <inheritdoc/>
    public Answer Check(Question question, ulong budget)
    {
        ArgumentNullException.ThrowIfNull(question);
        Stopwatch watch = Stopwatch.StartNew();
        IReadOnlyList<Term> variables = TermWalk.Variables(question.Assertions);
        string text = question.Text(_sharing);
        // The values only after the verdict: asking an unsatisfiable problem for them is an error to some.
        if (Run(new(_program, _arguments(budget)), text + "(exit)\n") is not { } output)
            return new(Verdict.Unknown, null, "time is up", 0, watch.ElapsedMilliseconds);
        string verdict = output.Split('\n')[0].Trim();
        Model? model = null;
        if (verdict == "sat" && Limit is null)
        {
            string names = string.Join(' ', variables.Where(v => v.Kind == TermKind.Variable).Select(v => SmtLib.Symbol(v.Name)));
            model = _program == Boolector._program ? ReadAssignments(output)
                : ReadModel(names.Length == 0 ? "" : Values(text, names, budget));
        }
        return verdict switch
        {
            "sat" => new(Verdict.Satisfiable, model, "", 0, watch.ElapsedMilliseconds),
            "unsat" => new(Verdict.Unsatisfiable, null, "", 0, watch.ElapsedMilliseconds),
            "unknown" => new(Verdict.Unknown, null, "gave up", 0, watch.ElapsedMilliseconds),
            _ => throw new SolverException($"{_program}: {(verdict.Length > 0 ? verdict : "no answer")}"),
        };
    }

    private static string[] Option(string option, ulong budget) =>
        budget == 0 ? [] : [option + budget.ToString(CultureInfo.InvariantCulture)];

    private string Values(string text, string names, ulong budget) => Run(
        new(_program, _arguments(budget)), $"(set-option :produce-models true)\n{text}(get-value ({names}))\n(exit)\n") ?? "";

    // What it says, or null when its time was up.
    private string? Run(ProcessStartInfo start, string text)
    {
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        using Process process = Start(start);
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        try
        {
            process.StandardInput.Write(text);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It stopped reading: its own message says why.
        }
        bool ended = process.WaitForExit(Limit ?? Timeout.InfiniteTimeSpan);
        if (!ended)
        {
            process.Kill();
            process.WaitForExit();
            return null;
        }

        string answer = output.Result.Trim();
        return answer.Length > 0 ? answer : errors.Result.Trim();
    }

    private Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new SolverException($"{_program} is missing: apt-get install {_program}", e);
        }
    }

    private static Model ReadModel(string output)
    {
        Model model = new();
        foreach (Match match in ValuePattern().Matches(output))
        {
            string name = match.Groups[1].Value.Trim('|'), value = match.Groups[2].Value;
            model.Set(name, value switch
            {
                "true" => UInt128.One,
                "false" => UInt128.Zero,
                ['#', 'x', ..] => UInt128.Parse(value[2..], NumberStyles.HexNumber, CultureInfo.InvariantCulture),
                _ => UInt128.Parse(value[2..], NumberStyles.BinaryNumber, CultureInfo.InvariantCulture),
            });
        }
        return model;
    }

    /// <summary>Boolector 1.5 knows no get-value: it prints a line a variable, in which x stands for either bit.</summary>
    private static Model ReadAssignments(string output)
    {
        Model model = new();
        foreach (Match match in AssignmentPattern().Matches(output))
        {
            string bits = match.Groups[2].Value.Replace('x', '0');
            model.Set(match.Groups[1].Value.Trim('|'), UInt128.Parse(bits, NumberStyles.BinaryNumber, CultureInfo.InvariantCulture));
        }
        return model;
    }

    [GeneratedRegex(@"^(\|[^|]*\||\S+) ([01x]+)\r?$", RegexOptions.Multiline)]
    private static partial Regex AssignmentPattern();

    [GeneratedRegex(@"[0-9]+(\.[0-9]+)+")]
    private static partial Regex VersionPattern();

    [GeneratedRegex(@"\((\|[^|]*\||[^\s()|]+)\s+(#x[0-9a-fA-F]+|#b[01]+|true|false)\s*\)")]
    private static partial Regex ValuePattern();
}
