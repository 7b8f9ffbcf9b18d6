using System.Text.Json;
using Verified.Explorer.Search;
using Verified.Explorer.Traces;
using Verified.Verifier.Reports;

namespace Verified.Verifier.Exploring;

/// <summary>What came of a search, for machines: the same on every machine. docs/explorer.md describes it.</summary>
internal sealed class ExplorationJson(Exploration exploration, SearchResult result)
{
    private const string Schema = "verified-explore-1";

    /// <summary>The answer as indented JSON.</summary>
    public string ToJson() => IndentedJson.Of(Write);

    private void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("schema", Schema);
        json.WriteString("profile", exploration.Profile.Name);
        json.WriteString("configuration", exploration.Configuration.Name);
        json.WriteBoolean("oracle", exploration.Oracle);
        json.WriteString("end", result.End.ToString().ToLowerInvariant());
        json.WriteNumber("states", result.Figures.States);
        json.WriteNumber("expanded", result.Figures.Expanded);
        json.WriteNumber("steps", result.Figures.Transitions);
        json.WriteNumber("cut", result.Figures.Cut);
        json.WriteNumber("depth", result.Figures.Depth);
        json.WriteStartArray("levels");
        foreach (int level in result.Levels)
            json.WriteNumberValue(level);
        json.WriteEndArray();
        json.WriteObjects("violations", result.Violations, found =>
        {
            json.WriteString("kind", found.Violation.Kind);
            json.WriteString("what", found.Violation.What);
            json.WriteObjects("trace", exploration.System.Replay(found.Trace), step => WriteStep(json, step));
        });
        json.WriteEndObject();
    }

    private static void WriteStep(Utf8JsonWriter json, MadeStep step)
    {
        if (step.Domain is { } domain)
            json.WriteNumber("domain", domain);
        json.WriteString("label", step.Label);
        json.WriteString("operation", step.Operation);
        json.WriteStartObject("arguments");
        foreach ((string name, ulong value) in step.Arguments)
            json.WriteNumber(name, value);
        json.WriteEndObject();
        json.WriteNumber("result", step.Result);
    }
}
