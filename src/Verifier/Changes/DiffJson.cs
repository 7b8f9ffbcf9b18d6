using System.Collections.Immutable;
using System.Text.Json;
using Verified.Verifier.Policies;
using Verified.Verifier.Reports;

namespace Verified.Verifier.Changes;

/// <summary>A difference for machines. docs/policy-commands.md describes every property.</summary>
public sealed class DiffJson(PolicyDiff diff)
{
    private const string Schema = "verified-diff-1";

    private readonly ChangeReason _reason = new(diff);

    /// <summary>The report as indented JSON.</summary>
    public string ToJson() => IndentedJson.Of(Write);

    private void Write(Utf8JsonWriter json)
    {
        IReadOnlyList<Refusal> refusals = UpdateRules.Refusals(diff.Old, diff.New);
        json.WriteStartObject();
        json.WriteString("schema", Schema);
        WritePolicy(json, "old", diff.Old);
        WritePolicy(json, "new", diff.New);
        json.WriteString("verdict", diff.Comparison.ToString().ToLowerInvariant());
        json.WriteStartObject("update");
        json.WriteBoolean("accepted", refusals.Count == 0);
        json.WriteObjects("refusals", refusals, refusal =>
        {
            json.WriteString("place", refusal.Place.ToString());
            json.WriteString("what", refusal.What);
            json.WriteString("mend", refusal.Mend);
        });
        json.WriteEndObject();
        WriteLabels(json, "vmLabels", diff.VmLabels, [.. diff.Old.VmLabels.Select(label => label.Name)]);
        WriteLabels(json, "resourceLabels", diff.ResourceLabels,
            [.. diff.Old.ResourceLabels.Select(label => label.Name)]);
        json.WriteObjects("gained", diff.Gained, change => WriteChange(json, change, gained: true));
        json.WriteObjects("lost", diff.Lost, change => WriteChange(json, change, gained: false));
        json.WriteEndObject();
    }

    private static void WritePolicy(Utf8JsonWriter json, string property, Policy policy)
    {
        json.WriteStartObject(property);
        json.WriteString("file", policy.File);
        json.WriteString("name", policy.Name);
        json.WriteString("version", policy.Version?.ToString());
        json.WriteEndObject();
    }

    private static void WriteLabels(Utf8JsonWriter json, string property, ImmutableArray<Successor> labels,
        string[] oldNames)
    {
        json.WriteStartObject(property);
        json.WriteNames("added", labels.Where(label => label.Old < 0).Select(label => label.Name));
        json.WriteNames("deleted", labels.Where(label => label.New < 0).Select(label => label.Name));
        json.WriteObjects("renamed", labels
            .Where(label => label is { Old: >= 0, New: >= 0 } && oldNames[label.Old] != label.Name),
            label =>
            {
                json.WriteString("from", oldNames[label.Old]);
                json.WriteString("to", label.Name);
            });
        json.WriteEndObject();
    }

    private void WriteChange(Utf8JsonWriter json, Change change, bool gained)
    {
        (string text, Place place) = _reason.Of(change, gained);
        json.WriteString("permission", change.Permission switch
        {
            Permission.DomainZero => "domain0",
            Permission.Create => "create",
            Permission.Share => "share",
            Permission.RunTogether => "runTogether",
            _ => "access",
        });
        json.WriteString("label", diff.VmLabels[change.First].Name);
        if (change.Permission == Permission.Access)
            json.WriteString("resource", diff.ResourceLabels[change.Second].Name);
        else if (change.Permission is Permission.Share or Permission.RunTogether)
            json.WriteString("other", diff.VmLabels[change.Second].Name);
        if (change.Permission == Permission.Share)
            json.WriteNames("types", _reason.Types(change, gained));
        json.WriteString("why", text);
        json.WriteString("place", place.ToString());
    }
}
