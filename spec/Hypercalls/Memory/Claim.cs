namespace Verified.Spec;

public sealed partial class Specification<TBool, TWord, TTable>
{
    /// <summary>
    /// The frames of RAM that are set aside for a domain, given out or not: as many as it may own or, if its limit was
    /// lowered below that, as many as it does.
    /// </summary>
    private static TWord ClaimOf(SystemState state, TWord domain) =>
        Larger(state[Domains.MaximumFrames, domain], state[Domains.OwnedFrames, domain]);

    /// <summary>
    /// The state in which a domain owns a frame of RAM less. It keeps its claim; one above its limit sinks with it.
    /// </summary>
    private static SystemState GiveUpFrame(SystemState state, TWord domain)
    {
        TWord owned = state[Domains.OwnedFrames, domain];
        TWord sinks = If(owned > state[Domains.MaximumFrames, domain], Number(1), Number(0));
        return state
            .With(FreeFrames.Unclaimed, state[FreeFrames.Unclaimed] + sinks)
            .With(Domains.OwnedFrames, domain, owned - 1);
    }

    private static TWord Larger(TWord a, TWord b) => If(a > b, a, b);
}
