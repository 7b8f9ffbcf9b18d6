using Verified.Spec;
using Verified.Traces;

namespace Verified.Replay;

/// <summary>Brings a kernel into the state in which a trace starts.</summary>
internal static class StartState
{
    private static readonly Dictionary<string, Specification.Operation> Operations =
        new Specification(Build.Sizes).Operations.ToDictionary(operation => operation.Name);

    /// <summary>Brings a new kernel into a trace's first state.</summary>
    /// <param name="trace">The trace.</param>
    /// <param name="handlers">The kernel's handlers, or wrong ones.</param>
    /// <param name="watch">Makes the system of the kernel: it watches over the calls that build the state, too.</param>
    /// <param name="difference">What was wrong on the way there; null when nothing was.</param>
    /// <exception cref="TraceException">The trace asks for what there is not in tables of these sizes.</exception>
    public static T Make<T>(
        Trace trace,
        IReadOnlyDictionary<string, Handler> handlers,
        Func<KernelHost, IReadOnlyDictionary<string, Handler>, T> watch,
        out string? difference)
        where T : ISystem
    {
        KernelHost host = new();
        if (trace.Policy is { } policy) Load(host, policy);
        T system = watch(host, handlers);
        difference = null;
        if (trace.Frames is { } frames)
        {
            for (uint i = 0; i < frames.Count; i++) difference ??= Do(system, "donate", frames.First + i);
        }

        for (uint id = 0; id < trace.Domains.Count; id++) difference ??= Boot(system, trace, id);
        if (trace.Tables.Count + trace.Memory.Count == 0) return system;
        foreach (SetStep entry in trace.Tables) Set(host, entry);
        foreach (TraceWord word in trace.Memory)
        {
            if (word.Frame >= Limits.Frames)
                throw new TraceException($"there is no frame {word.Frame} in tables of these sizes; correct 'memory'");
            host.Word(word.Frame, word.Offset) = word.Value;
        }

        system.Resume();
        return system;
    }

    /// <summary>Changes an entry from outside.</summary>
    public static void Set(KernelHost host, SetStep entry)
    {
        Field field = Vocabulary.FieldOf(entry.Field)!;
        for (int i = 0; i < entry.At.Count; i++)
        {
            if (entry.At[i] >= Build.Sizes.Of(field.Dimensions[i]))
                throw new TraceException($"{entry.Field} has no entry at {string.Join(", ", entry.At)} in tables of these sizes; correct 'at'");
        }

        host.Write(field, entry.At.Count > 0 ? entry.At[0] : 0, entry.At.Count > 1 ? entry.At[1] : 0, entry.Value);
    }

    private static string? Boot(ISystem system, Trace trace, uint id)
    {
        TraceDomain domain = trace.Domains[(int)id];
        ulong ssidref = (ulong)trace.Policy!.Labels.Select(label => label.Name).ToList().IndexOf(domain.Label);
        string? difference = Do(system, "create_domain", 0, ssidref, domain.Maximum, domain.Privileged ? 1U : 0);
        if (difference is null && system.Result != id)
            throw new TraceException($"domain {id} cannot be made: {system.Result}; see 'policy', 'frames' and 'domains'");
        for (ulong gfn = 0; gfn < domain.Ram; gfn++) difference ??= Do(system, "populate_frame", id, gfn);
        difference ??= Do(system, "unpause", id);
        if (domain.GrantTable is { } table)
            difference ??= Do(system, "add_to_physmap", id, Specification.Self, 1, 0, table);
        return difference;
    }

    private static string? Do(ISystem system, string name, params ulong[] arguments)
    {
        string? difference = system.Call(Operations[name], arguments);
        if (difference is not null) return $"{name}({string.Join(", ", arguments)}): {difference}";
        return system.Result >= 0
            ? null
            : throw new TraceException($"{name}({string.Join(", ", arguments)}) fails at the start with {system.Result}; "
                + "see 'policy', 'frames' and 'domains'");
    }

    private static void Load(KernelHost host, TracePolicy policy)
    {
        int labels = policy.Labels.Count + policy.Resources.Count;
        if (labels > Limits.Labels || policy.Conflicts.Count > Limits.ConflictSets)
            throw new TraceException($"the policy has more than {Limits.Labels} labels or {Limits.ConflictSets} conflict sets; use larger 'sizes'");
        int row = 0;
        foreach (TraceLabel label in policy.Labels.Concat(policy.Resources))
        {
            Types(host, Labels.SteTypes, row, label.Types);
            Types(host, Labels.WallTypes, row++, label.ChineseWall);
        }

        for (int i = 0; i < policy.Conflicts.Count; i++) Types(host, Conflicts.Types, i, policy.Conflicts[i]);
        host.Write(Policy.LabelCount, 0, 0, (ulong)policy.Labels.Count);
        host.Write(Policy.ConflictCount, 0, 0, (ulong)policy.Conflicts.Count);
        host.Write(Policy.ResourceCount, 0, 0, (ulong)policy.Resources.Count);
        host.Write(Policy.BootstrapLabel, 0, 0, (ulong)policy.Bootstrap);
        host.Write(Policy.UnlabeledDefined, 0, 0, policy.UnlabeledDefined ? 1U : 0);
    }

    private static void Types(KernelHost host, IReadOnlyList<Field> words, int row, IReadOnlyList<int> types)
    {
        for (int word = 0; word < words.Count; word++)
        {
            ulong bits = 0;
            foreach (int type in types)
            {
                if (type >= Limits.Types) throw new TraceException($"type {type} is not below {Limits.Types}; use larger 'sizes'");
                if (type / 64 == word) bits |= 1UL << (type % 64);
            }

            host.Write(words[word], 0, row, bits);
        }
    }
}
