using System.Text.Json;
using Verified.Proofs;
using Verified.Proofs.Operations;

namespace Verified.Verifier.Reports;

/// <summary>The results of an image's proof as JSON: without times, so that the same image gives the same bytes.</summary>
internal static class ProofJson
{
    /// <summary>The report.</summary>
    /// <param name="results">Every theorem.</param>
    /// <param name="policy">The report about a policy that was proved with the image, or null.</param>
    public static string Of(IReadOnlyList<TheoremResult> results, string? policy) => IndentedJson.Of(json =>
    {
        json.WriteStartObject();
        if (policy is not null)
        {
            json.WritePropertyName("policy");
            json.WriteRawValue(policy);
        }

        json.WriteString("image", results[0].ImageHash);
        json.WriteObjects("theorems", results, theorem => Write(json, theorem));
        json.WriteNames("notProved", AllOperations.NotProved);
        MainTheorem main = MainTheorem.Of(results);
        json.WriteBoolean("main", main.IsProved);
        json.WriteNames("missing", main.Missing.Select(premise => premise.Name));
        json.WriteEndObject();
    });

    private static void Write(Utf8JsonWriter json, TheoremResult theorem)
    {
        json.WriteString("operation", theorem.Operation);
        json.WriteString("theorem", theorem.Theorem);
        json.WriteString("verdict", Word(theorem.Verdict));
        json.WriteNumber("instructions", theorem.Lifting.Instructions);
        json.WriteObjects("obligations", theorem.Obligations, obligation =>
        {
            json.WriteString("name", obligation.Name);
            json.WriteString("verdict", Word(obligation.Verdict));
            json.WriteNumber("units", obligation.ResourceUnits);
            json.WriteString("question", obligation.Question);
            if (obligation.Detail.Length > 0)
                json.WriteString("detail", obligation.Detail);
        });
        if (theorem.Counterexample.Count > 0)
            json.WriteNames("counterexample", theorem.Counterexample);
    }

    private static string Word(Verdict verdict) => verdict.ToString().ToLowerInvariant();
}
