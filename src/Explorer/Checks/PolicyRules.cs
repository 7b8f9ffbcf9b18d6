using Verified.Explorer.States;
using Verified.Kernel;
using Verified.Monitor;

namespace Verified.Explorer.Checks;

/// <summary>Something that should not be.</summary>
/// <param name="Kind">What kind of thing.</param>
/// <param name="What">The thing itself, in one line.</param>
internal readonly record struct Wrong(string Kind, string What);

/// <summary>
/// What the policy promises, in its own words and written once more, for a kernel that the specification does not speak
/// of: whatever joins two domains, or moves data between them, is permitted by the policy in force, and of every
/// conflict set at most one type runs.
/// </summary>
internal static class PolicyRules
{
    /// <summary>The first of them that does not hold in a state; null if all do.</summary>
    public static Wrong? WhatFails(ref State s) => Channels(ref s) ?? Mappings(ref s) ?? Conflicts(ref s);

    /// <summary>What a step moved between domains that may not share; null if nothing.</summary>
    /// <param name="s">The state after it.</param>
    /// <param name="step">The step.</param>
    /// <param name="result">Its result.</param>
    public static Wrong? WhatFlowed(ref State s, Step step, long result)
    {
        (uint from, uint to) = step.Name switch
        {
            "copy" => (Resolve(step, 2), Resolve(step, 5)),
            "transfer" => (Resolve(step, 0), Resolve(step, 2)),
            "setup_table" => (Resolve(step, 1), Resolve(step, 0)),
            _ => (0u, 0u),
        };
        if (result != 0 || from == to || MayShare(ref s, from, to)) return null;
        return new(
            $"flow by {step.Name}",
            $"data of domain {from} reached domain {to}, and the policy does not let them share");
    }

    private static uint Resolve(Step step, int argument)
    {
        ulong value = step.Arguments[argument];
        return (uint)(value == Steps.Values.Self ? step.Arguments[0] : value);
    }

    private static Wrong? Channels(ref State s)
    {
        for (uint d = 0; d < Limits.Domains; d++)
        {
            for (int p = 1; p < Limits.Ports; p++)
            {
                ref Port port = ref s.Ports[(int)d][p];
                if (port.State == PortState.Interdomain && !MayShare(ref s, d, port.RemoteDomain))
                    return NotPermitted("channel", d, port.RemoteDomain, "are joined by a channel");
            }
        }

        return null;
    }

    private static Wrong? Mappings(ref State s)
    {
        for (uint d = 0; d < Limits.Domains; d++)
        {
            for (int h = 0; h < Limits.MaptrackHandles; h++)
            {
                ref Mapping mapping = ref s.Mappings[(int)d][h];
                if (mapping.Used == HandleUse.Mapped && !MayShare(ref s, d, mapping.Granter))
                    return NotPermitted("mapping", d, mapping.Granter, "share a page by a grant");
            }
        }

        return null;
    }

    private static Wrong? Conflicts(ref State s)
    {
        ref PolicyTables policy = ref InForce.Policy(ref s.Monitor);
        ulong running = 0;
        for (uint d = 0; d < Limits.Domains; d++)
        {
            if (s.Domains[(int)d].Status != DomainStatus.Free)
                running |= policy.Labels[Label.Of(ref s, d)].WallTypes.Word0;
        }

        for (int c = 0; c < Limits.ConflictSets; c++)
        {
            if (ulong.PopCount(policy.Conflicts[c].Word0 & running) > 1)
                return new("conflict set", $"two types of conflict set {c} run");
        }

        return null;
    }

    private static Wrong NotPermitted(string kind, uint a, uint b, string how) =>
        new(kind, $"domain {a} and domain {b} {how}, and the policy does not let them share");

    /// <summary>Whether two domains may share by the policy in force.</summary>
    public static bool MayShare(ref State s, uint a, uint b)
    {
        ref PolicyTables policy = ref InForce.Policy(ref s.Monitor);
        return a == b
            || (policy.Labels[Label.Of(ref s, a)].SteTypes.Word0 & policy.Labels[Label.Of(ref s, b)].SteTypes.Word0) != 0;
    }
}
