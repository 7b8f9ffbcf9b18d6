namespace Verified.Spec;

public sealed partial class Specification<TBool, TWord, TTable>
{
    /// <summary>
    /// The hypervisor takes a mapping away from a domain: its granter is destroyed, or the policy no longer permits
    /// it. Where it was the domain reads zeros from now on and must not write; the grant is no longer pinned; the handle
    /// stays reserved until the domain unmaps it. The domain's translations must be flushed.
    /// </summary>
    public Outcome RevokeMapping(
        SystemState state, TWord domain, TWord handle, IGuestMemory<TBool, TWord> memory)
    {
        var call = new Attempt(state);
        call.Require(
            IsDomain(domain) & handle < (ulong)Sizes.MaptrackHandles & IsMapped(state, domain, handle), Errno.Invalid);

        return call.Succeed(Number(0), WithoutMapping(state, call.Holds, domain, handle, memory));
    }

    /// <summary>
    /// The state in which a mapping is taken away; the granter's entry is told if <paramref name="when"/> holds.
    /// </summary>
    private static SystemState WithoutMapping(
        SystemState state, TBool when, TWord domain, TWord handle, IGuestMemory<TBool, TWord> memory) =>
        Unpin(state, when, domain, handle, memory)
            .With(Leaves.Leaf, domain, state[Mappings.Gfn, domain, handle], RevokedLeaf(state, handle))
            .With(Domains.FlushOwed, domain, 1)
            .With(Mappings.Used, domain, handle, HandleUse.Revoked)
            .With(Mappings.Writable, domain, handle, 0)
            .With(Mappings.Granter, domain, handle, 0)
            .With(Mappings.Reference, domain, handle, 0);
}
