namespace Verified.Spec;

public sealed partial class Specification<TBool, TWord, TTable>
{
    /// <summary>
    /// Whether it is remembered that domains d and e may share. Nothing here asks it: what is permitted never depends on
    /// what is remembered. Code may ask instead of looking at labels, for what is remembered is true (NoStaleDecision).
    /// </summary>
    public static TBool IsRemembered(SystemState state, TWord d, TWord e) =>
        (state[DecisionCache.Permitted, d] & Bit(e)) != 0;

    /// <summary>The state in which it is remembered that domains d and e may share.</summary>
    private static SystemState Remember(SystemState state, TWord d, TWord e) =>
        state.With(DecisionCache.Permitted, d, state[DecisionCache.Permitted, d] | Bit(e));

    /// <summary>The state in which no decision is remembered.</summary>
    private SystemState ForgetDecisions(SystemState state)
    {
        for (int d = 0; d < Sizes.Domains; d++) state = state.With(DecisionCache.Permitted, Number(d), 0);
        return state;
    }

    /// <summary>The state in which no decision about a domain is remembered.</summary>
    private SystemState ForgetDecisions(SystemState state, TWord domain)
    {
        state = state.With(DecisionCache.Permitted, domain, 0);
        for (int d = 0; d < Sizes.Domains; d++)
        {
            TWord row = state[DecisionCache.Permitted, Number(d)];
            state = state.With(DecisionCache.Permitted, Number(d), row & ~Bit(domain));
        }

        return state;
    }
}
