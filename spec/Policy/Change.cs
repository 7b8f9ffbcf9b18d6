namespace Verified.Spec;

public sealed partial class Specification<TBool, TWord, TTable>
{
    /// <summary>
    /// A change that is staged: the policy that will be in force, and what becomes of the labels. A policy change says
    /// what becomes of every label (<see cref="PolicyChange"/>), a relabelling gives one domain another label
    /// (<see cref="Relabelling"/>). Until it is committed, the policy in force answers queries.
    /// </summary>
    /// <param name="Next">The policy after the change.</param>
    /// <param name="IsDeleted">Whether an old label is deleted.</param>
    /// <param name="Successor">The new number of an old label.</param>
    /// <param name="NewLabel">The label of an existing domain after the change.</param>
    public sealed record Change(
        PolicyTables Next,
        Func<TWord, TBool> IsDeleted,
        Func<TWord, TWord> Successor,
        Func<TWord, TWord> NewLabel);

    /// <summary>
    /// Whether domains d and e may share after the change: they are the same one or their new labels may share.
    /// </summary>
    public static TBool MayShareAfter(Change change, TWord d, TWord e) =>
        d == e | LabelsMayShare(change.Next, change.NewLabel(d), change.NewLabel(e));

    /// <summary>While a change is under way, new sharing needs the permission of both policies.</summary>
    public static TBool MayShareDuring(SystemState state, Change change, TWord d, TWord e) =>
        MayShareInForce(state, d, e) & MayShareAfter(change, d, e);

    /// <summary>
    /// While a change is under way, creating or restoring a domain needs both Chinese Walls: the old label's among
    /// the types that run, and its successor's, which must be a label of the new policy, among those that will.
    /// </summary>
    public TBool MayStartDuring(SystemState state, Change change, TWord label)
    {
        TWord successor = change.Successor(label);
        return MayStart(state, label)
            & !change.IsDeleted(label)
            & change.Next.MayBeCarried(successor)
            & MayStart(change.Next, RunningTypesAfter(state, change), successor);
    }

    /// <summary>The Chinese Wall types that the existing domains carry after the change.</summary>
    public TypeSet RunningTypesAfter(SystemState state, Change change)
    {
        TypeSet running = TypeSet.Empty;
        for (int d = 0; d < Sizes.Domains; d++)
            running |= TypeSet.When(IsInUse(state, Number(d)), change.Next.WallTypes(change.NewLabel(Number(d))));
        return running;
    }

    /// <summary>
    /// A channel whose sharing the change no longer permits: a refusal lists it; a revocation leaves both its ports
    /// unbound toward each other. It has two ends, and each is found.
    /// </summary>
    public static TBool LosesChannel(SystemState state, Change change, TWord domain, TWord port) =>
        state[Ports.State, domain, port] == PortState.Interdomain
        & !MayShareAfter(change, domain, state[Ports.RemoteDomain, domain, port]);

    /// <summary>
    /// A mapping whose sharing the change no longer permits: a refusal lists it; a revocation takes the granter's frame
    /// away from it.
    /// </summary>
    public static TBool LosesMapping(SystemState state, Change change, TWord domain, TWord handle) =>
        IsMapped(state, domain, handle)
        & !MayShareAfter(change, domain, state[Mappings.Granter, domain, handle]);

    /// <summary>What a caller wants done with sharing that the change no longer permits.</summary>
    public enum ChangeMode
    {
        /// <summary>The change is refused, and the sharing listed.</summary>
        Refuse,

        /// <summary>The change goes ahead, and the sharing ends.</summary>
        Revoke,
    }

    /// <summary>
    /// The ports once the channels are revoked. Sharing is mutual, so both ends of a channel lose it: each becomes
    /// unbound and waits for the domain at the other end, and binding again asks again.
    /// </summary>
    public SystemState RevokeChannels(SystemState state, Change change)
    {
        SystemState next = state;
        for (int d = 0; d < Sizes.Domains; d++)
        {
            for (int p = 0; p < Sizes.Ports; p++)
            {
                TWord domain = Number(d), port = Number(p);
                TBool lost = LosesChannel(state, change, domain, port);
                next = next
                    .With(Ports.State, domain, port,
                        If(lost, Number(PortState.Unbound), state[Ports.State, domain, port]))
                    .With(Ports.RemotePort, domain, port, If(lost, Number(0), state[Ports.RemotePort, domain, port]));
            }
        }

        return next;
    }
}
