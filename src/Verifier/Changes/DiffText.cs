using System.Collections.Immutable;
using Verified.Verifier.Policies;
using Verified.Verifier.Reports;

namespace Verified.Verifier.Changes;

/// <summary>A difference for people: the verdict first, a witness each way, then everything that changed.</summary>
/// <param name="diff">The difference.</param>
/// <param name="limit">At most so many changes are listed each way.</param>
/// <param name="style">How verdicts are shown.</param>
/// <param name="output">Where the report goes.</param>
public sealed class DiffText(PolicyDiff diff, int limit, ReportStyle style, TextWriter output)
{
    private const int HeadWidth = 16;
    private const int PermissionWidth = 14;

    private readonly ChangeReason _reason = new(diff);

    /// <summary>Writes the whole report.</summary>
    public void Write()
    {
        Head("old", $"{diff.Old.Title} ({diff.Old.File})");
        Head("new", $"{diff.New.Title} ({diff.New.File})");
        Head("verdict", style.Comparison(diff.Comparison) + ": " + Meaning());
        WriteUpdate();
        WriteLabels();
        WriteChanges("gained", diff.Gained, gained: true);
        WriteChanges("lost", diff.Lost, gained: false);
    }

    private string Meaning() => diff.Comparison switch
    {
        Comparison.Equivalent => "both policies permit the same",
        Comparison.Stricter => $"the new policy permits less: {Count(diff.Lost)} lost, nothing gained",
        Comparison.Looser => $"the new policy permits more: {Count(diff.Gained)} gained, nothing lost",
        _ => $"{Count(diff.Gained)} gained, {Count(diff.Lost)} lost",
    };

    private void WriteUpdate()
    {
        IReadOnlyList<Refusal> refusals = UpdateRules.Refusals(diff.Old, diff.New);
        Head("as an update", refusals.Count == 0 ? "ACM's rules accept the step" : "ACM's rules refuse the step");
        foreach (Refusal refusal in refusals)
            output.WriteLine($"    {refusal.Place}: {refusal.What}; {refusal.Mend}");
    }

    private void WriteLabels()
    {
        if (Bootstrap(diff.Old) is { } was && Bootstrap(diff.New) is { } @is && was != @is)
            Head("domain 0", $"{was} -> {@is}");
        Names("VM labels", diff.VmLabels, [.. diff.Old.VmLabels.Select(label => label.Name)]);
        Names("resources", diff.ResourceLabels, [.. diff.Old.ResourceLabels.Select(label => label.Name)]);
    }

    private void Names(string kind, ImmutableArray<Successor> labels, string[] oldNames)
    {
        List(kind + ": new", labels.Where(label => label.Old < 0).Select(label => label.Name));
        List(kind + ": gone", labels.Where(label => label.New < 0).Select(label => label.Name));
        List(kind + ": from", labels
            .Where(label => label is { Old: >= 0, New: >= 0 } && oldNames[label.Old] != label.Name)
            .Select(label => $"{oldNames[label.Old]} -> {label.Name}"));
    }

    private void List(string head, IEnumerable<string> names)
    {
        string[] all = [.. names];
        if (all.Length > 0)
            Head(head, string.Join(", ", all.Take(limit))
                + (all.Length > limit ? $" and {all.Length - limit} more" : ""));
    }

    private void WriteChanges(string head, ImmutableArray<Change> changes, bool gained)
    {
        if (changes.IsEmpty)
            return;
        output.WriteLine();
        output.WriteLine($"{head} ({changes.Length})");
        foreach (Change change in changes.Take(limit))
        {
            (string text, Place place) = _reason.Of(change, gained);
            output.WriteLine($"    {Word(change.Permission).PadRight(PermissionWidth)}{Subjects(change)}: {text} ({place})");
        }

        if (changes.Length > limit)
            output.WriteLine($"    and {changes.Length - limit} more; --all lists them");
    }

    private string Subjects(Change change)
    {
        string first = diff.VmLabels[change.First].Name;
        return change.Permission switch
        {
            Permission.DomainZero or Permission.Create => first,
            Permission.Access => $"{first} -> {diff.ResourceLabels[change.Second].Name}",
            _ when change.First == change.Second => $"{first}, {first}",
            _ => $"{first}, {diff.VmLabels[change.Second].Name}",
        };
    }

    private static string Word(Permission permission) => permission switch
    {
        Permission.DomainZero => "domain 0",
        Permission.Create => "create",
        Permission.Share => "share",
        Permission.RunTogether => "run together",
        _ => "access",
    };

    private static string? Bootstrap(Policy policy) =>
        policy.Bootstrap < 0 ? null : policy.VmLabels[policy.Bootstrap].Name;

    private static string Count(ImmutableArray<Change> changes) =>
        changes.Length == 1 ? "1 permission" : $"{changes.Length} permissions";

    private void Head(string name, string text) => output.WriteLine(name.PadRight(HeadWidth) + text);
}
