using System.Reflection;
using System.Text.Json;
using Verified.Verifier.Findings;
using Verified.Verifier.Policies;
using Verified.Verifier.Proving;

namespace Verified.Verifier.Reports;

/// <summary>
/// The findings of a proof, and the claims that it violates, as SARIF 2.1.0 (OASIS), which code hosts and editors show
/// beside the lines of the policy.
/// </summary>
public sealed class SarifReport(PolicyProof proof)
{
    private const string Schema = "https://json.schemastore.org/sarif-2.1.0.json";

    /// <summary>The log as indented JSON: one run, the same text for the same proof.</summary>
    public string ToSarif() => IndentedJson.Of(json =>
    {
        json.WriteStartObject();
        json.WriteString("$schema", Schema);
        json.WriteString("version", "2.1.0");
        json.WriteObjects<PolicyProof>("runs", [proof], _ => WriteRun(json));
        json.WriteEndObject();
    });

    /// <summary>What a reader must know: the violated claims in the order of the report, then the findings.</summary>
    private IEnumerable<Finding> Results()
    {
        IEnumerable<Finding?> claims =
            [proof.Isolation.Mend, .. proof.Cooperation.Concat(proof.Separation).Select(pair => pair.Why)];
        return claims.OfType<Finding>().Concat(proof.Findings);
    }

    private void WriteRun(Utf8JsonWriter json)
    {
        json.WriteStartObject("tool");
        json.WriteStartObject("driver");
        json.WriteString("name", "verified");
        json.WriteString("version", typeof(SarifReport).Assembly
            .GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion);
        json.WriteObjects("rules", SarifRules.All, rule => WriteRule(json, rule));
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteString("columnKind", "utf16CodeUnits");
        json.WriteObjects("results", Results(), finding => WriteResult(json, finding));
    }

    private static void WriteRule(Utf8JsonWriter json, SarifRule rule)
    {
        json.WriteString("id", rule.Id);
        WriteText(json, "shortDescription", rule.Summary);
        WriteText(json, "help", rule.Help);
    }

    private static void WriteResult(Utf8JsonWriter json, Finding finding)
    {
        json.WriteString("ruleId", finding.Rule);
        json.WriteNumber("ruleIndex", SarifRules.IndexOf(finding.Rule));
        json.WriteString("level", finding.Severity.ToString().ToLowerInvariant());
        WriteText(json, "message", $"{finding.What}; to mend: {finding.Mend}");
        json.WriteObjects<Place>("locations", [finding.Place], place => WriteLocation(json, place));
    }

    private static void WriteLocation(Utf8JsonWriter json, Place place)
    {
        json.WriteStartObject("physicalLocation");
        json.WriteStartObject("artifactLocation");
        json.WriteString("uri", UriOf(place.File));
        json.WriteEndObject();
        // Without a region the whole file is meant.
        if (place.Line > 0 || place.Offset >= 0)
        {
            json.WriteStartObject("region");
            if (place.Line > 0)
                json.WriteNumber("startLine", place.Line);
            else
                json.WriteNumber("byteOffset", place.Offset);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteText(Utf8JsonWriter json, string property, string text)
    {
        json.WriteStartObject(property);
        json.WriteString("text", text);
        json.WriteEndObject();
    }

    /// <summary>A path as the user named it, as a URI reference: relative stays relative.</summary>
    private static string UriOf(string file)
    {
        string path = string.Join('/', file.Split('/').Select(Uri.EscapeDataString));
        return file.StartsWith('/') ? "file://" + path : path;
    }
}
