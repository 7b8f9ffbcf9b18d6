using System.Text.Json;
using Verified.Verifier.Policies;
using Verified.Verifier.Reports;

namespace Verified.Verifier.Explaining;

/// <summary>An explanation for machines. docs/policy-commands.md describes every property.</summary>
public sealed class ExplanationJson(Explanation explanation)
{
    private const string Schema = "verified-explain-1";

    private readonly Policy _policy = explanation.Policy;

    /// <summary>The explanation as indented JSON.</summary>
    public string ToJson() => IndentedJson.Of(Write);

    private void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("schema", Schema);
        json.WriteString("policy", _policy.Title);
        json.WriteString("intent", explanation.Intent.File);
        WriteLabel(json, "first", explanation.First);
        WriteLabel(json, "second", explanation.Second);
        json.WriteBoolean("share", explanation.MayShare);
        json.WriteNames("types", explanation.MayShare ? Names(explanation.Common) : []);
        json.WriteObjects("trustedBridges", explanation.TrustedBridges, route => WriteRoute(json, route));
        WriteRoute(json, "trustedRoute", explanation.TrustedRoute);
        WriteRoute(json, "untrustedRoute", explanation.UntrustedRoute);
        json.WriteBoolean("runTogether", explanation.MayRunTogether);
        json.WriteObjects("conflicts", explanation.Clashes, clash =>
        {
            json.WriteString("set", clash.Set.Name);
            json.WriteString("place", clash.Set.Place.ToString());
            json.WriteNames("first", clash.First.Select(WallName));
            json.WriteNames("second", clash.Second.Select(WallName));
            json.WriteNames("domain0", clash.Bootstrap.Select(WallName));
        });
        json.WriteEndObject();
    }

    private void WriteLabel(Utf8JsonWriter json, string property, int label)
    {
        VmLabel found = _policy.VmLabels[label];
        json.WriteStartObject(property);
        json.WriteString("name", found.Name);
        json.WriteString("place", found.Place.ToString());
        json.WriteString("coalition", explanation.Coalition(label));
        json.WriteBoolean("trusted", explanation.IsTrusted(label));
        json.WriteBoolean("domain0", label == _policy.Bootstrap);
        json.WriteNames("steTypes", Names(found.SteTypes));
        json.WriteNames("wallTypes", found.WallTypes.Types().Select(WallName));
        json.WriteEndObject();
    }

    private void WriteRoute(Utf8JsonWriter json, string property, Route? route)
    {
        if (route is null)
        {
            json.WriteNull(property);
            return;
        }

        json.WriteStartObject(property);
        WriteRoute(json, route);
        json.WriteEndObject();
    }

    private void WriteRoute(Utf8JsonWriter json, Route route)
    {
        json.WriteNames("labels", route.Labels.Select(label => _policy.VmLabels[label].Name));
        json.WriteStartArray("types");
        foreach (TypeSet types in route.Links)
        {
            json.WriteStartArray();
            foreach (string name in Names(types))
                json.WriteStringValue(name);
            json.WriteEndArray();
        }

        json.WriteEndArray();
    }

    private IEnumerable<string> Names(TypeSet types) => types.Types().Select(type => _policy.SteTypes[type].Name);

    private string WallName(int type) => _policy.WallTypes[type].Name;
}
