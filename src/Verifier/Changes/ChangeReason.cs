using Verified.Verifier.Policies;

namespace Verified.Verifier.Changes;

/// <summary>Says why one policy permits what the other refuses: the types, the conflict set or the label.</summary>
internal sealed class ChangeReason(PolicyDiff diff)
{
    /// <summary>The witness of a change in words, and where it stands.</summary>
    public (string Text, Place Place) Of(Change change, bool gained) => change.Permission switch
    {
        Permission.DomainZero =>
            (gained ? "domain 0 takes the label" : "domain 0 gives up the label", Label(change.First, gained).Place),
        Permission.Create => Creation(change.First, gained),
        Permission.Share => Sharing(change, gained),
        Permission.RunTogether => Running(change, gained),
        _ => Access(change, gained),
    };

    /// <summary>The types by which the labels share where they may; empty for other permissions.</summary>
    public IEnumerable<string> Types(Change change, bool gained)
    {
        if (change.Permission != Permission.Share)
            return [];
        Policy policy = gained ? diff.New : diff.Old;
        TypeSet common = Label(change.First, gained).SteTypes.Intersect(Label(change.Second, gained).SteTypes);
        return common.Types().Select(type => policy.SteTypes[type].Name);
    }

    private (string, Place) Creation(int index, bool gained)
    {
        Successor label = diff.VmLabels[index];
        // The policy that refuses has the reason.
        (Policy refusing, int there) = gained ? (diff.Old, label.Old) : (diff.New, label.New);
        VmLabel permitted = Label(index, gained);
        if (there < 0)
            return (gained ? "the label is new" : "the label is deleted", permitted.Place);
        if (there == refusing.Bootstrap)
        {
            string when = gained ? "was" : "is now";
            return ($"the label {when} domain 0's", refusing.VmLabels[there].Place);
        }

        ConflictSet? set = Semantics.ViolatedConflict(refusing, there);
        string verb = gained ? "forbade" : "forbids";
        return ($"conflict set {NameRules.Quote(set?.Name ?? "")} {verb} it", refusing.VmLabels[there].Place);
    }

    private (string, Place) Sharing(Change change, bool gained)
    {
        string[] types = [.. Types(change, gained).Select(NameRules.Quote)];
        return ($"by {(types.Length == 1 ? "type" : "types")} {string.Join(", ", types)}",
            SharedTypePlace(change, gained));
    }

    private Place SharedTypePlace(Change change, bool gained)
    {
        (VmLabel first, VmLabel second) = (Label(change.First, gained), Label(change.Second, gained));
        return first.SteUses.First(use => second.SteTypes.Contains(use.Type)).Place;
    }

    private (string, Place) Running(Change change, bool gained)
    {
        (Successor first, Successor second) = (diff.VmLabels[change.First], diff.VmLabels[change.Second]);
        ConflictSet? set = gained
            ? Semantics.ViolatedConflict(diff.Old, first.Old, second.Old)
            : Semantics.ViolatedConflict(diff.New, first.New, second.New);
        string verb = gained ? "forbade" : "forbids";
        return ($"conflict set {NameRules.Quote(set?.Name ?? "")} {verb} it", set?.Place ?? default);
    }

    private (string, Place) Access(Change change, bool gained)
    {
        Policy policy = gained ? diff.New : diff.Old;
        Successor resource = diff.ResourceLabels[change.Second];
        TypeUse use = policy.ResourceLabels[gained ? resource.New : resource.Old].Use;
        return ($"by type {NameRules.Quote(policy.SteTypes[use.Type].Name)}", use.Place);
    }

    private VmLabel Label(int index, bool gained) => gained
        ? diff.New.VmLabels[diff.VmLabels[index].New]
        : diff.Old.VmLabels[diff.VmLabels[index].Old];
}
