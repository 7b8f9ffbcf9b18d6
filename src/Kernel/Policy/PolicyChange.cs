using System.Runtime.CompilerServices;
using Verified.Monitor;

namespace Verified.Kernel;

/// <summary>
/// A change of the policy, or of labels, as a sequence of bounded steps: begin; a new label for every domain id; a look
/// at every port and handle; commit, or abort. Between two steps domains run and call. Until the commit, which is one
/// store, the old policy answers.
/// </summary>
public static class PolicyChange
{
    /// <summary>Instead of a label's number: it is deleted.</summary>
    public const uint Deleted = 0xffff;

    /// <summary>What a step found, in the upper half of its result: a channel (domain, remote domain).</summary>
    public const uint ChannelError = 0x100;

    /// <summary>A mapping (mapper, granter).</summary>
    public const uint GrantError = 0x101;

    /// <summary>A domain whose new label is unknown, or domain 0's alone.</summary>
    public const uint DomainError = 0x102;

    /// <summary>A Chinese Wall type that cannot run beside another.</summary>
    public const uint WallError = 0x103;

    /// <summary>A label that is deleted though a domain carries it.</summary>
    public const uint LabelInUse = 0x104;

    private const uint LastEntry = Limits.Ports + Limits.MaptrackHandles - 1;

    /// <summary>Begins a change; the staged labelling starts with no domain in it.</summary>
    /// <param name="s">The state.</param>
    /// <param name="policy">The slot: the staged policy, or the one in force when labels alone change.</param>
    /// <param name="mode">1 to revoke what is no longer permitted, 0 to refuse the change then.</param>
    /// <returns>0; -EBUSY during another change; -EINVAL for an empty slot.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static long Begin(ref State s, uint policy, uint mode)
    {
        ref ChangeState change = ref s.Monitor.Change;
        if (change.Phase != ChangePhase.None)
            return Errno.Busy;
        if (policy >= Limits.Slots || mode > 1 || s.Monitor.Policies[(int)policy].LabelCount == 0)
            return Errno.Invalid;

        change.Phase = ChangePhase.Labelling;
        change.Mode = mode;
        change.Domain = 0;
        change.Entry = 0;
        change.Refused = 0;
        ref Labelling staged = ref Staged.Labelling(ref s.Monitor);
        staged.Policy = policy;
        TypeSets.Clear(ref staged.RunningTypes);
        for (int t = 0; t < Limits.Types; t++)
            staged.Running[t] = 0;
        return Errno.Okay;
    }

    /// <summary>Gives the next domain id its new label.</summary>
    /// <param name="s">The state.</param>
    /// <param name="ssidref">The label; <see cref="Deleted"/> when the domain's is deleted.</param>
    /// <returns>
    /// 0; a reason to refuse the change: the error times 2^32 plus its parameter; -EINVAL in another phase.
    /// </returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static long Label(ref State s, uint ssidref)
    {
        ref ChangeState change = ref s.Monitor.Change;
        uint domain = change.Domain;
        if (change.Phase != ChangePhase.Labelling || ssidref > Deleted || domain >= Limits.Domains)
            return Errno.Invalid;

        long found = 0;
        if (s.Domains[(int)domain].Status != DomainStatus.Free)
        {
            found = WhyNot(ref s, domain, ssidref);
            Kernel.Label.Give(ref Staged.Policy(ref s.Monitor), ref Staged.Labelling(ref s.Monitor), domain, ssidref);
            if (found != 0)
                change.Refused = 1;
        }

        change.Entry = 0;
        if (domain == Limits.Domains - 1)
        {
            change.Phase = ChangePhase.Scanning;
            change.Domain = 0;
        }
        else
        {
            change.Domain = domain + 1;
        }

        return found;
    }

    private static long WhyNot(ref State s, uint domain, uint ssidref)
    {
        if (ssidref == Deleted)
            return Error(LabelInUse, Kernel.Label.Of(ref s, domain));

        ref PolicyTables policy = ref Staged.Policy(ref s.Monitor);
        if (!Kernel.Label.MayCarry(ref policy, domain, ssidref) || (domain == 0 && ssidref != policy.BootstrapLabel))
            return Error(DomainError, domain);

        uint type = ChineseWall.FirstConflict(ref policy, ref Staged.Labelling(ref s.Monitor), ssidref);
        return type == ChineseWall.NoType ? 0 : Error(WallError, type);
    }

    /// <summary>
    /// Looks at the next port or handle. Sharing that the staged policy does not permit is revoked, if that was asked
    /// for and the change is not refused anyhow; else it is one more reason to refuse it.
    /// </summary>
    /// <param name="s">The state.</param>
    /// <returns>
    /// 0; the sharing that was found: the error times 2^32 plus its parameter; -EINVAL in another phase, or when all is
    /// done.
    /// </returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static long Step(ref State s)
    {
        ref ChangeState change = ref s.Monitor.Change;
        uint domain = change.Domain;
        if (change.Phase != ChangePhase.Scanning || domain >= Limits.Domains)
            return Errno.Invalid;

        uint entry = change.Entry;
        if (s.Domains[(int)domain].Status == DomainStatus.Free)
        {
            change.Domain = domain + 1;
            change.Entry = 0;
            return 0;
        }

        long found = entry < Limits.Ports ? OfPort(ref s, domain, entry) : OfHandle(ref s, domain, entry - Limits.Ports);
        change.Domain = entry == LastEntry ? domain + 1 : domain;
        change.Entry = entry == LastEntry ? 0 : entry + 1;
        return found;
    }

    private static long OfPort(ref State s, uint domain, uint port)
    {
        ref Port entry = ref s.Ports[(int)domain][(int)port];
        uint remote = entry.RemoteDomain;
        if (entry.State != PortState.Interdomain || Mediation.MayShareStaged(ref s, domain, remote))
            return 0;

        if (Revokes(ref s))
            EventChannel.RevokeChannel(ref s, domain, port);
        return Error(ChannelError, (domain << 16) | remote);
    }

    private static long OfHandle(ref State s, uint domain, uint handle)
    {
        if (handle >= Limits.MaptrackHandles)
            return 0;

        ref Mapping mapping = ref s.Mappings[(int)domain][(int)handle];
        uint granter = mapping.Granter;
        if (mapping.Used != HandleUse.Mapped || Mediation.MayShareStaged(ref s, domain, granter))
            return 0;

        if (Revokes(ref s))
            GrantTable.RevokeMapping(ref s, domain, handle);
        return Error(GrantError, (domain << 16) | granter);
    }

    /// <summary>Whether what was found is to be revoked; if not, the change is refused from now on.</summary>
    private static bool Revokes(ref State s)
    {
        ref ChangeState change = ref s.Monitor.Change;
        if (change.Mode == 1 && change.Refused == 0)
            return true;

        change.Refused = 1;
        return false;
    }

    /// <summary>The change takes effect, in one store; what the old policy decided is forgotten.</summary>
    /// <param name="s">The state.</param>
    /// <returns>0; -EINVAL before everything was looked at; -EBUSY when something stands against it.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static long Commit(ref State s)
    {
        ref ChangeState change = ref s.Monitor.Change;
        if (change.Phase != ChangePhase.Scanning || change.Domain < Limits.Domains)
            return Errno.Invalid;
        if (change.Refused != 0)
            return Errno.Busy;

        s.Monitor.Current ^= 1;
        Decisions.Forget(ref s.Monitor);
        End(ref change);
        return Errno.Okay;
    }

    /// <summary>The change is given up.</summary>
    /// <param name="s">The state.</param>
    /// <returns>0; -EINVAL when there is none; -EBUSY once revocation has begun: it always completes.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static long Abort(ref State s)
    {
        ref ChangeState change = ref s.Monitor.Change;
        if (change.Phase == ChangePhase.None)
            return Errno.Invalid;
        if (change.Phase == ChangePhase.Scanning && change.Mode == 1 && change.Refused == 0)
            return Errno.Busy;

        End(ref change);
        return Errno.Okay;
    }

    private static void End(ref ChangeState change)
    {
        change.Phase = ChangePhase.None;
        change.Domain = 0;
        change.Entry = 0;
    }

    private static long Error(uint code, uint parameter) => ((long)code << 32) | parameter;
}
