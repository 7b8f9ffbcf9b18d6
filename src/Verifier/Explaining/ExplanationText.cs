using Verified.Verifier.Policies;

namespace Verified.Verifier.Explaining;

/// <summary>An explanation for people, in the policy's own names.</summary>
public sealed class ExplanationText(Explanation explanation, TextWriter output)
{
    private const int HeadWidth = 16;

    private readonly Policy _policy = explanation.Policy;

    /// <summary>Writes the whole explanation.</summary>
    public void Write()
    {
        output.WriteLine($"policy {_policy.Title} ({_policy.File})");
        WriteLabel(explanation.First);
        if (explanation.Second != explanation.First)
            WriteLabel(explanation.Second);
        output.WriteLine();
        WriteShare();
        WriteBridges();
        WriteTogether();
    }

    private void WriteLabel(int label)
    {
        VmLabel found = _policy.VmLabels[label];
        string role = explanation.IsTrusted(label) ? "trusted"
            : explanation.Coalition(label) is { } coalition ? $"coalition {coalition}"
            : explanation.Intent.Coalitions.IsEmpty ? "no coalitions stated" : "in no coalition";
        string domain0 = label == _policy.Bootstrap ? ", domain 0's" : "";
        Head("label", $"{found.Name} ({role}{domain0}) STE {SteNames(found.SteTypes)}, "
            + $"CW {Braced(found.WallTypes.Types().Select(WallName))} ({found.Place})");
    }

    private void WriteShare()
    {
        if (explanation.IsDomainZeroTwice)
            Head("share", "there is one domain 0, and no other domain may have its label");
        else if (explanation.MayShare)
            Head("share", $"yes, by {SteNames(explanation.Common)} ({CommonPlaces()})");
        else
            Head("share", "no: they have no type in common");
    }

    private string CommonPlaces()
    {
        IEnumerable<Place> places = new[] { explanation.First, explanation.Second }.Distinct()
            .Select(label => _policy.VmLabels[label].SteUses.First(use => explanation.Common.Contains(use.Type)).Place);
        return string.Join(", ", places);
    }

    private void WriteBridges()
    {
        foreach (Route route in explanation.TrustedBridges)
            Head("trusted bridge", Describe(route));
        if (explanation.TrustedRoute is { } trusted)
            Head("trusted route", Describe(trusted));
        if (explanation.UntrustedRoute is { } hole)
            Head("untrusted route", Describe(hole) + "; nobody is relied on to keep them apart");
        bool any = !explanation.TrustedBridges.IsEmpty || explanation.TrustedRoute is not null;
        if (!any && explanation.First != explanation.Second)
            Head("trusted bridge", explanation.Intent.Trusted.IsEmpty ? "none: no label is named trusted" : "none");
    }

    private string Describe(Route route)
    {
        IEnumerable<string> steps = route.Links
            .Select((types, i) => $" -{SteNames(types)}- {Name(route.Labels[i + 1])}");
        return Name(route.Labels[0]) + string.Concat(steps);
    }

    private void WriteTogether()
    {
        if (explanation.IsDomainZeroTwice)
            return;
        if (explanation.MayRunTogether)
        {
            Head("run together", "yes");
            return;
        }

        foreach (Clash clash in explanation.Clashes)
        {
            Head("run together",
                $"no: conflict set {NameRules.Quote(clash.Set.Name)} ({clash.Set.Place}) admits one of "
                + Braced(clash.Set.Types.Types().Select(WallName)) + ", and " + string.Join(", ", Holders(clash)));
        }
    }

    private IEnumerable<string> Holders(Clash clash)
    {
        (int Label, IEnumerable<int> Types)[] sides =
            [(explanation.First, clash.First), (explanation.Second, clash.Second),
                (_policy.Bootstrap, clash.Bootstrap)];
        return sides.Where(side => side.Types.Any()).DistinctBy(side => side.Label)
            .Select(side => $"{Name(side.Label)} holds {string.Join(", ", side.Types.Select(WallName))}");
    }

    private string Name(int label) => _policy.VmLabels[label].Name;

    private string SteNames(TypeSet types) => Braced(types.Types().Select(type => _policy.SteTypes[type].Name));

    private string WallName(int type) => _policy.WallTypes[type].Name;

    private static string Braced(IEnumerable<string> names) => "{" + string.Join(", ", names) + "}";

    private void Head(string name, string text) => output.WriteLine(name.PadRight(HeadWidth) + text);
}
