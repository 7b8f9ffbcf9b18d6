namespace Verified.Spec;

/// <summary>
/// A change of the policy, or of labels, as a sequence of bounded steps: begin; a new label for every domain id; a look
/// at every port and handle; commit, or abort. Anything else may happen between two steps.
/// </summary>
public sealed partial class Specification<TBool, TWord, TTable>
{
    /// <summary>
    /// Begins a change to the policy in a slot: the staged one, or the one in force when labels alone change. The other
    /// labelling starts with no domain in it.
    /// </summary>
    public Outcome BeginChange(SystemState state, TWord policy, TWord mode)
    {
        var call = new Attempt(state);
        call.Require(!IsChanging(state), Errno.Busy);
        call.Require(policy < (ulong)Sizes.Slots & mode <= Number(1), Errno.Invalid);
        call.Require(state[Policy.LabelCount, policy] != 0, Errno.Invalid);

        TWord staged = StagedLabelling(state);
        SystemState next = At(state, Number(ChangePhase.Labelling), Number(0), Number(0))
            .With(Changing.Mode, mode)
            .With(Changing.Refused, Number(0))
            .With(Labellings.Policy, staged, policy);
        for (int w = 0; w < 4; w++) next = next.With(Labellings.RunningTypes[w], staged, 0);
        for (int t = 0; t < Sizes.Types; t++) next = next.With(Labellings.Running, staged, Number(t), 0);
        return call.Succeed(Number(0), next);
    }

    /// <summary>
    /// The next domain id's new label. The result is 0, or why a domain with this id cannot have the label: then the
    /// change will be refused, and goes on only to find every other reason.
    /// </summary>
    public Outcome ChangeLabel(SystemState state, TWord ssidref)
    {
        var call = new Attempt(state);
        call.Require(state[Changing.Phase] == ChangePhase.Labelling, Errno.Invalid);
        call.Require(ssidref <= Number(ChangeError.Deleted), Errno.Invalid);

        TWord domain = state[Changing.Domain], staged = StagedLabelling(state);
        PolicyTables policy = StagedPolicy(state);
        TWord conflict = FirstConflict(policy, RunningTypes(state, staged), ssidref);
        TBool mayCarry = MayCarry(policy, domain, ssidref) & (domain != 0 | ssidref == policy.BootstrapLabel);
        TWord error = If(
            ssidref == ChangeError.Deleted, Error(ChangeError.LabelInUse, LabelOf(state, domain)),
            If(!mayCarry, Error(ChangeError.Domain, domain),
                If(conflict != (ulong)NoType, Error(ChangeError.ChineseWall, conflict), Number(0))));

        SystemState labelled = StartTypes(state, staged, ssidref)
            .With(Labellings.Ssidref, staged, domain, ssidref)
            .With(Changing.Refused, If(error != 0, Number(1), state[Changing.Refused]));
        SystemState next = SystemState.If(IsInUse(state, domain), labelled, state);
        TBool isLast = domain == (ulong)(Sizes.Domains - 1);
        next = At(
            next,
            If(isLast, Number(ChangePhase.Scanning), Number(ChangePhase.Labelling)),
            If(isLast, Number(0), domain + 1),
            Number(0));
        return call.Succeed(If(IsInUse(state, domain), error, Number(0)), next);
    }

    /// <summary>
    /// Looks at the next port or handle. Sharing that the staged policy does not permit is revoked, if that was asked
    /// for and the change is not refused anyhow; else it is one more reason to refuse it. The result says which sharing
    /// was found, or 0.
    /// </summary>
    public Outcome ChangeStep(SystemState state, IGuestMemory<TBool, TWord> memory)
    {
        var call = new Attempt(state);
        TWord domain = state[Changing.Domain], entry = state[Changing.Entry];
        call.Require(IsScanning(state) & IsDomain(domain), Errno.Invalid);

        TBool isPort = entry < (ulong)Sizes.Ports;
        TWord handle = entry - (ulong)Sizes.Ports;
        TWord remote = state[Ports.RemoteDomain, domain, entry];
        TWord granter = state[Mappings.Granter, domain, handle];
        TBool inUse = IsInUse(state, domain);
        TBool losesChannel = inUse & isPort
            & state[Ports.State, domain, entry] == PortState.Interdomain & !MayShareStaged(state, domain, remote);
        TBool losesMapping = inUse & !isPort
            & IsMapped(state, domain, handle) & !MayShareStaged(state, domain, granter);

        TBool revokes = state[Changing.Mode] == 1 & state[Changing.Refused] == 0;
        SystemState noted = state.With(Changing.Refused, Number(1));
        SystemState next = SystemState.If((losesChannel | losesMapping) & !revokes, noted, state);
        next = SystemState.If(
            losesChannel & revokes,
            WithoutChannel(state, call.Holds & losesChannel & revokes, domain, entry, memory),
            next);
        next = SystemState.If(
            losesMapping & revokes,
            WithoutMapping(state, call.Holds & losesMapping & revokes, domain, handle, memory),
            next);

        TBool isLast = entry == (ulong)(Sizes.Ports + Sizes.MaptrackHandles - 1);
        next = At(
            next,
            Number(ChangePhase.Scanning),
            If(isLast | !inUse, domain + 1, domain),
            If(isLast | !inUse, Number(0), entry + 1));
        return call.Succeed(
            If(losesChannel, Error(ChangeError.Channel, (domain << 16) | remote),
                If(losesMapping, Error(ChangeError.Grant, (domain << 16) | granter), Number(0))),
            next);
    }

    /// <summary>
    /// The change takes effect, in one store: everything was looked at, and nothing stands against it. What was decided
    /// before is forgotten.
    /// </summary>
    public Outcome CommitChange(SystemState state)
    {
        var call = new Attempt(state);
        call.Require(IsScanning(state) & !IsDomain(state[Changing.Domain]), Errno.Invalid);
        call.Require(state[Changing.Refused] == 0, Errno.Busy);
        SystemState next = At(state, Number(ChangePhase.None), Number(0), Number(0))
            .With(Labellings.Current, StagedLabelling(state));
        return call.Succeed(Number(0), ForgetDecisions(next));
    }

    /// <summary>The change is given up; not once revocation has begun.</summary>
    public Outcome AbortChange(SystemState state)
    {
        var call = new Attempt(state);
        call.Require(IsChanging(state), Errno.Invalid);
        call.Require(
            !IsScanning(state) | state[Changing.Mode] == 0 | state[Changing.Refused] != 0, Errno.Busy);
        return call.Succeed(Number(0), At(state, Number(ChangePhase.None), Number(0), Number(0)));
    }

    /// <summary>One more than the highest type: there is none.</summary>
    public const int NoType = 256;

    /// <summary>The lowest type of a label that stands in a conflict set of which two types would run.</summary>
    public TWord FirstConflict(PolicyTables policy, TypeSet running, TWord label)
    {
        TypeSet own = WallTypesOf(policy, label);
        TypeSet together = running | own;
        TypeSet conflicting = TypeSet.Empty;
        for (int c = 0; c < Sizes.ConflictSets; c++)
        {
            TypeSet set = policy.ConflictSet(Number(c));
            conflicting |= TypeSet.When(!(set & together).HasAtMostOne, set & own);
        }

        TWord first = Number(NoType);
        for (int w = 3; w >= 0; w--)
            first = If(conflicting[w] != 0, Number(64 * w) + LowestBit(conflicting[w]), first);
        return first;
    }

    private static SystemState At(SystemState state, TWord phase, TWord domain, TWord entry) => state
        .With(Changing.Phase, phase)
        .With(Changing.Domain, domain)
        .With(Changing.Entry, entry);

    private static TWord Error(ulong code, TWord parameter) => Number(code << 32) | parameter;
}
