using Verified.Explorer.Configurations;
using Verified.Explorer.States;
using Verified.Kernel;
using Verified.Monitor;

namespace Verified.Explorer.Steps;

/// <summary>
/// The hypervisor's own sequences as one step each: a domain is destroyed, the policy or a label is changed, and no
/// guest calls in between.
/// </summary>
internal static class Sequences
{
    /// <summary>The operations of which they are made.</summary>
    public static IReadOnlySet<string> Parts { get; } = new HashSet<string>
    {
        "destroydomain", "destroy_port", "destroy_mapping", "destroy_grant", "destroy_leaf", "destroy_end",
        "begin_change", "change_label", "change_step", "commit_change", "abort_change",
    };

    /// <summary>The sequences of the operations that a configuration has.</summary>
    public static IEnumerable<Step> All(Configuration configuration, IReadOnlyDictionary<string, Handler> handlers)
    {
        Call Of(string name, params ulong[] arguments) => new(name, arguments, handlers[name]);
        IEnumerable<ulong> guests = Values.Ids(configuration).Skip(1);
        if (configuration.Operations.Contains("destroydomain"))
            foreach (ulong domain in guests) yield return Destruction(Of, domain);

        if (!configuration.Operations.Contains("begin_change")) yield break;
        foreach (ulong mode in Values.Of(configuration, "begin_change", "mode").Usual)
        {
            for (int policy = 0; policy < configuration.Policies.Count; policy++)
            {
                if (configuration.Policies.Count > 1)
                    yield return Change(Of, "chgpolicy", ["policy", "mode"], [(ulong)policy, mode], null, null);
            }

            foreach (ulong domain in guests)
            {
                foreach (ulong ssidref in Values.Ssidrefs(configuration).Skip(1))
                {
                    yield return Change(
                        Of, "relabeldoms", ["dom", "ssidref", "mode"], [domain, ssidref, mode], (int)domain, ssidref);
                }
            }
        }
    }

    private static Step Destruction(Maker of, ulong domain)
    {
        Call first = of("destroydomain", 0, domain), port = of("destroy_port", domain),
            mapping = of("destroy_mapping", domain), grant = of("destroy_grant", domain),
            leaf = of("destroy_leaf", domain), end = of("destroy_end", domain);
        return Sequence("destroydomain", ["dom"], [domain], (ref s, made, last) =>
        {
            if (made == 0) return first;
            if (last < 0 || s.Domains[(int)domain].Status != DomainStatus.Dying) return null;
            uint cursor = s.DestroyCursors[(int)domain];
            return cursor < DestroyStage.Handles ? port
                : cursor < DestroyStage.Grants ? mapping
                : cursor < DestroyStage.Leaves ? grant
                : cursor < DestroyStage.End ? leaf
                : end;
        });
    }

    private static Step Change(
        Maker of, string name, string[] names, ulong[] arguments, int? relabelled, ulong? label)
    {
        ulong mode = arguments[^1];
        Call[] begin = [.. Enumerable.Range(0, Limits.Slots).Select(slot => of("begin_change", (ulong)slot, mode))];
        Call[] give = [.. Enumerable.Range(0, Limits.Labels).Select(ssidref => of("change_label", (ulong)ssidref))];
        Call step = of("change_step"), commit = of("commit_change"), abort = of("abort_change");
        return Sequence(name, names, arguments, (ref s, made, last) =>
        {
            ref ChangeState change = ref s.Monitor.Change;
            if (made == 0)
                return begin[relabelled is null ? arguments[0] : InForce.Labelling(ref s.Monitor).Policy];

            // A change that was refused ends by a commit that fails and its abortion.
            if (change.Phase == ChangePhase.None || (made == 1 && last < 0)) return null;
            if (change.Phase == ChangePhase.Labelling) return give[NewLabel(ref s, relabelled, label)];
            if (change.Domain < Limits.Domains) return step;
            return last == Errno.Busy ? abort : commit;
        });
    }

    private static ulong NewLabel(ref State s, int? relabelled, ulong? label)
    {
        uint domain = s.Monitor.Change.Domain;
        if (domain == relabelled) return label!.Value;
        uint own = Label.Of(ref s, domain);
        return relabelled is null ? s.Monitor.Change.Successors[(int)own] : own;
    }

    private static Step Sequence(string name, string[] names, ulong[] arguments, Following following) =>
        new(name, names, arguments, (ref _, _, _) => 0) { Sequence = following };

    private delegate Call Maker(string name, params ulong[] arguments);
}
