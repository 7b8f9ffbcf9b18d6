using System.Text.Json;
using Verified.Verifier.Findings;
using Verified.Verifier.Isolation;
using Verified.Verifier.Policies;
using Verified.Verifier.Proving;

namespace Verified.Verifier.Reports;

/// <summary>
/// A proof for machines. docs/policy-tool.md describes every property; a new meaning gets a new schema number.
/// </summary>
public sealed class JsonReport(PolicyProof proof)
{
    private const string Schema = "verified-prove-1";

    private readonly Policy _policy = proof.Policy;

    /// <summary>The report as indented JSON.</summary>
    public string ToJson() => IndentedJson.Of(Write);

    private void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("schema", Schema);
        WritePolicy(json);
        json.WriteString("intent", proof.Intent.File);
        json.WriteString("verdict", Word(proof.Verdict));
        WriteIsolation(json);
        WritePairs(json, "cooperation", proof.Cooperation);
        WritePairs(json, "neverTogether", proof.Separation);
        json.WriteObjects("findings", proof.Findings, finding => WriteFinding(json, finding));
        json.WriteObjects("groups", proof.Groups, group => WriteGroup(json, group));
        json.WriteObjects("trusted", proof.Bridges, bridge => WriteBridge(json, bridge));
        json.WriteEndObject();
    }

    private void WritePolicy(Utf8JsonWriter json)
    {
        json.WriteStartObject("policy");
        json.WriteString("file", _policy.File);
        json.WriteString("name", _policy.Name);
        json.WriteString("version", _policy.Version?.ToString());
        json.WriteNumber("generation", _policy.Generation);
        json.WriteString("sha1", Convert.ToHexStringLower(_policy.SourceHash.AsSpan()));
        json.WriteNumber("steTypes", _policy.SteTypes.Length);
        json.WriteNumber("wallTypes", _policy.WallTypes.Length);
        json.WriteNumber("conflictSets", _policy.ConflictSets.Length);
        json.WriteNumber("vmLabels", _policy.VmLabels.Length);
        json.WriteNumber("resourceLabels", _policy.ResourceLabels.Length);
        json.WriteEndObject();
    }

    private void WriteIsolation(Utf8JsonWriter json)
    {
        IsolationResult isolation = proof.Isolation;
        json.WriteStartObject("isolation");
        json.WriteString("verdict", Word(isolation.Verdict));
        json.WriteString("solver", isolation.Solver switch
        {
            SolverAnswer.Agrees => "agrees",
            SolverAnswer.BudgetSpent => "budget spent",
            _ => "not asked",
        });
        if (isolation.Verdict == Verdict.Holds)
            WriteCertificate(json, isolation.Certificate);
        if (isolation.Chain is { } chain)
        {
            json.WriteStartObject("chain");
            json.WriteNames("labels", chain.Labels.Select(LabelName));
            json.WriteNames("types", chain.Links.Select(TypeName));
            json.WriteEndObject();
            json.WriteStartObject("mend");
            WriteFinding(json, isolation.Mend!);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private void WriteCertificate(Utf8JsonWriter json, Certificate certificate)
    {
        json.WriteStartObject("certificate");
        json.WriteStartObject("labels");
        for (int label = 0; label < certificate.LabelClass.Length; label++)
        {
            if (certificate.LabelClass[label] >= 0)
                json.WriteNumber(LabelName(label), certificate.LabelClass[label]);
        }

        json.WriteEndObject();
        json.WriteStartObject("types");
        for (int type = 0; type < certificate.TypeClass.Length; type++)
            json.WriteNumber(TypeName(type), certificate.TypeClass[type]);
        json.WriteEndObject();
        json.WriteNames("classes", certificate.ClassCoalition.Select(coalition =>
            coalition >= 0 && coalition < proof.Intent.Coalitions.Length ? proof.Intent.Coalitions[coalition].Name
                : null));
        json.WriteEndObject();
    }

    private void WritePairs(Utf8JsonWriter json, string property, IReadOnlyList<PairResult> pairs) =>
        json.WriteObjects(property, pairs, pair =>
        {
            json.WriteNames("labels", [LabelName(pair.Pair.First), LabelName(pair.Pair.Second)]);
            json.WriteString("verdict", pair.Holds ? "holds" : "violated");
            if (pair.Why is { } why)
            {
                json.WriteStartObject("why");
                WriteFinding(json, why);
                json.WriteEndObject();
            }
        });

    private void WriteGroup(Utf8JsonWriter json, Group group)
    {
        json.WriteString("coalition", group.Name);
        json.WriteNames("labels", group.Labels.Select(LabelName));
    }

    private void WriteBridge(Utf8JsonWriter json, Bridge bridge)
    {
        json.WriteString("label", LabelName(bridge.Label));
        json.WriteBoolean("bootstrap", bridge.Label == _policy.Bootstrap);
        json.WriteObjects("bridges", bridge.Ends, end =>
        {
            json.WriteNumber("group", end.Group);
            json.WriteNames("types", end.Types.Select(TypeName));
        });
    }

    private static void WriteFinding(Utf8JsonWriter json, Finding finding)
    {
        json.WriteString("severity", finding.Severity.ToString().ToLowerInvariant());
        json.WriteString("rule", finding.Rule);
        json.WriteString("file", finding.Place.File);
        json.WriteNumber("line", finding.Place.Line);
        json.WriteString("what", finding.What);
        json.WriteString("mend", finding.Mend);
    }

    private string LabelName(int label) => _policy.VmLabels[label].Name;

    private string TypeName(int type) => _policy.SteTypes[type].Name;

    private static string Word(Verdict verdict) => verdict switch
    {
        Verdict.Holds => "holds",
        Verdict.Violated => "violated",
        _ => "not claimed",
    };
}
