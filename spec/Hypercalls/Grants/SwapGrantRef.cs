namespace Verified.Spec;

public sealed partial class Specification<TBool, TWord, TTable>
{
    /// <summary>
    /// GNTTABOP_swap_grant_ref: two entries of the caller's grant table, neither in use, change places. An entry and
    /// itself: nothing happens, in use or not. The result is a <see cref="GrantStatus"/>.
    /// </summary>
    public Outcome SwapGrantRef(
        SystemState state, TWord caller, TWord a, TWord b, IGuestMemory<TBool, TWord> memory)
    {
        var call = new Attempt(state);
        TWord limit = Number(Sizes.GrantReferences);
        call.Require(a < limit & b < limit, GrantStatus.BadReference);
        TBool same = a == b;
        call.Require(same | (!IsPinned(state, caller, a) & !IsPinned(state, caller, b)), GrantStatus.TryAgain);

        TBool swaps = call.Holds & !same;
        TWord table = state[Domains.GrantFrame, caller];
        TWord entryOfA = memory.Read(swaps, table, a << 3, 8);
        TWord entryOfB = memory.Read(swaps, table, b << 3, 8);
        memory.Write(swaps, table, a << 3, 8, entryOfB);
        memory.Write(swaps, table, b << 3, 8, entryOfA);
        return call.Succeed(Number(GrantStatus.Okay), state);
    }
}
