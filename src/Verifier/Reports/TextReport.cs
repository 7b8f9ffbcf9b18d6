using Verified.Verifier.Findings;
using Verified.Verifier.Policies;
using Verified.Verifier.Proving;

namespace Verified.Verifier.Reports;

/// <summary>A proof for people: one line a theorem, detail where something fails, in the policy's own names.</summary>
public sealed class TextReport(PolicyProof proof, ReportStyle style, TextWriter output)
{
    private const int NameWidth = 16;
    private const int VerdictWidth = 13;

    private readonly Policy _policy = proof.Policy;

    /// <summary>Writes the whole report.</summary>
    public void Write()
    {
        output.WriteLine($"policy {_policy.Title}: {Count(_policy.VmLabels.Length, "VM label")}, "
            + $"{Count(_policy.ResourceLabels.Length, "resource label")}, {Count(_policy.SteTypes.Length, "STE type")}, "
            + $"{Count(_policy.WallTypes.Length, "CW type")}, {Count(_policy.ConflictSets.Length, "conflict set")}");
        output.WriteLine(proof.Intent.File is { } file ? $"intent {file}" : "intent: none was stated in a file");
        output.WriteLine();
        WriteIsolation();
        WritePairs("cooperation", proof.Cooperation, "can share and run together");
        WritePairs("never together", proof.Separation, "kept apart by the Chinese Wall");
        WriteFindings();
        WriteGroups();
        WriteBridges();
        output.WriteLine();
        output.WriteLine($"{"verdict".PadRight(NameWidth)}{style.Verdict(proof.Verdict, 0)}");
    }

    private void WriteIsolation()
    {
        IsolationResult isolation = proof.Isolation;
        string summary = isolation.Verdict switch
        {
            Verdict.Holds => $"no flow of any length joins two of {Count(proof.Intent.Coalitions.Length, "coalition")}; "
                + $"certificate checked{SolverClause(isolation)}",
            Verdict.Violated => $"data can cross from one coalition into another{SolverClause(isolation)}",
            _ => "no claim stated: name the coalitions in an intent file; what can share is listed below",
        };
        Theorem("isolation", isolation.Verdict, summary);
        if (isolation.Chain is { } chain)
        {
            for (int i = 0; i < chain.Links.Length; i++)
            {
                Detail($"{Label(chain.Labels[i])} shares type {Quoted(_policy.SteTypes[chain.Links[i]].Name)} "
                    + $"with {Label(chain.Labels[i + 1])}");
            }

            Finding(isolation.Mend!);
        }
    }

    private static string SolverClause(IsolationResult isolation) =>
        isolation.Solver switch
        {
            SolverAnswer.Agrees => "; the solver agrees",
            SolverAnswer.BudgetSpent => "; the solver spent its budget without an answer",
            _ => "; too large for the solver",
        };

    private void WritePairs(string name, IReadOnlyCollection<PairResult> pairs, string meaning)
    {
        PairResult[] failing = [.. pairs.Where(pair => !pair.Holds)];
        Verdict verdict = pairs.Count == 0 ? Verdict.NotClaimed : failing.Length == 0 ? Verdict.Holds
            : Verdict.Violated;
        Theorem(name, verdict, verdict switch
        {
            Verdict.Holds => $"{Count(pairs.Count, "pair")} {meaning}",
            Verdict.Violated => $"{failing.Length} of {Count(pairs.Count, "pair")} not {meaning}",
            _ => "no pair stated",
        });
        foreach (PairResult pair in failing)
            Finding(pair.Why!);
    }

    private void WriteFindings()
    {
        string summary = proof.Findings.IsEmpty ? "no finding" : string.Join(", ", proof.Findings
            .GroupBy(finding => finding.Severity).OrderByDescending(group => group.Key)
            .Select(group => Count(group.Count(), group.Key.ToString().ToLowerInvariant())));
        Theorem("well-formed", proof.IsWellFormed ? Verdict.Holds : Verdict.Violated, summary);
        foreach (Finding finding in proof.Findings)
            Finding(finding);
    }

    private void WriteGroups()
    {
        output.WriteLine();
        bool claimed = !proof.Intent.Coalitions.IsEmpty;
        foreach (Group group in proof.Groups)
        {
            string head = !claimed ? "may share" : group.Name is { } name ? $"coalition {name}" : "in no coalition";
            output.WriteLine($"{head.PadRight(NameWidth + VerdictWidth)}{string.Join(", ", group.Labels.Select(Name))}");
        }
    }

    private void WriteBridges()
    {
        foreach (Bridge bridge in proof.Bridges)
        {
            string head = bridge.Label == _policy.Bootstrap ? "trusted, domain 0" : "trusted";
            IEnumerable<string> ends = bridge.Ends.Select(end => GroupName(proof.Groups[end.Group])
                + " (" + string.Join(", ", end.Types.Select(type => _policy.SteTypes[type].Name)) + ")");
            string verb = bridge.Ends.Length switch { 0 => "shares with no one", 1 => "shares with ", _ => "bridges " };
            output.WriteLine($"{head.PadRight(NameWidth + VerdictWidth)}{Name(bridge.Label)} {verb}{string.Join(", ", ends)}");
        }
    }

    private void Theorem(string name, Verdict verdict, string summary) =>
        output.WriteLine(name.PadRight(NameWidth) + style.Verdict(verdict, VerdictWidth) + summary);

    private void Detail(string line) => output.WriteLine("    " + line);

    private void Finding(Finding finding)
    {
        Detail($"{finding.Place}: {style.Severity(finding.Severity)}: {finding.What}");
        Detail($"    mend: {finding.Mend}");
    }

    private string Label(int label)
    {
        string group = proof.Groups
            .FirstOrDefault(group => group.Name is not null && group.Labels.Contains(label))?.Name
            ?? "no coalition";
        return $"{Quoted(Name(label))} ({group})";
    }

    private string Name(int label) => _policy.VmLabels[label].Name;

    private string GroupName(Group group) => group.Name ?? Name(group.Labels[0])
        + (group.Labels.Length > 1 ? $" and {group.Labels.Length - 1} more" : "");

    private static string Quoted(string name) => NameRules.Quote(name);

    private static string Count(int count, string thing) => count == 1 ? $"1 {thing}" : $"{count} {thing}s";
}
