using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Verified.Monitor;

namespace Verified.Kernel;

/// <summary>Which command of acm_op asks for a change.</summary>
internal static class ChangeKind
{
    /// <summary>setpolicy { handle, u32 size }.</summary>
    internal const uint Set = 0;

    /// <summary>
    /// chgpolicy { handle policy, u32 size, handle del_array, u32 size, handle chg_array, u32 size, handle err_array,
    /// u32 size, u32 mode }.
    /// </summary>
    internal const uint Policy = 1;

    /// <summary>relabeldoms { handle map, u32 size, handle err_array, u32 size, u32 mode }.</summary>
    internal const uint Labels = 2;
}

/// <summary>
/// setpolicy, chgpolicy and relabeldoms: the arguments are copied in, then the steps of <see cref="PolicyChange"/>
/// follow, a bounded number each time that the guest's VMMCALL is executed. Sizes are in bytes; the mode stands there
/// only under the extended interface version. Of what the change cannot go along with, every instance is listed in the
/// caller's err_array, as far as that reaches, as pairs (code, parameter).
/// </summary>
public static class PolicyChangeCall
{
    private const uint Page = 4096;
    private const uint PagesAStep = 16;
    private const uint StepsATime = 512;
    private const uint Pair = 8;
    private const uint NoLabel = 0xfffe;

    /// <summary>Begins a call, or takes it on.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static long Run(
        ref State s, uint caller, ref HypercallRequest request, ref CallEffect effect, uint kind, bool hasMode)
    {
        ChangeArgument argument = default;
        if (!argument.TryRead(ref s, caller, ref request, kind, hasMode))
            return Errno.BadAddress;

        ref PolicyStore store = ref s.Store;
        if (!PolicyStore.GoesOn(ref s, ref request, copiesOut: false) && !TryGiveUp(ref s))
            return Errno.Busy;

        long result;
        if (store.Job == PolicyJob.None)
            result = Begin(ref s, caller, ref request, ref argument, kind);
        else if (store.Job == PolicyJob.CopiesIn)
            result = CopyIn(ref s, caller, ref request, ref argument);
        else
            result = TakeSteps(ref s, caller, ref request, ref argument);
        if (store.Job != PolicyJob.None)
            PolicyStore.Continue(ref s, ref request, ref effect);
        return result;
    }

    /// <summary>
    /// Another call begins while one was not complete: that one is given up, and begins anew should its caller come back
    /// to it. False when it already revokes: then it completes first.
    /// </summary>
    private static bool TryGiveUp(ref State s)
    {
        if (s.Monitor.Change.Phase != ChangePhase.None && PolicyChange.Abort(ref s) != Errno.Okay)
            return false;

        s.Store.Job = PolicyJob.None;
        return true;
    }

    private static long Begin(
        ref State s, uint caller, ref HypercallRequest request, ref ChangeArgument argument, uint kind)
    {
        if (argument.Mode > 1)
            return Errno.Invalid;

        PolicyStore.Begin(ref s, PolicyJob.None);
        s.Store.Relabels = kind == ChangeKind.Labels ? 1u : 0;
        if (kind == ChangeKind.Labels)
            return BeginRelabelling(ref s, caller, ref request, ref argument);
        if (argument.PolicySize == 0)
            return Errno.Invalid;

        s.Store.Job = PolicyJob.CopiesIn;
        return CopyIn(ref s, caller, ref request, ref argument);
    }

    private static long CopyIn(ref State s, uint caller, ref HypercallRequest request, ref ChangeArgument argument)
    {
        // The argument is read anew each time: the guest may have changed it.
        if (argument.PolicySize > Limits.PolicyBytes)
            return End(ref s, Errno.TooBig);

        ref PolicyStore store = ref s.Store;
        uint slot = Staged.UnusedSlot(ref s.Monitor);
        ref StoredPolicy file = ref store.Files[(int)slot];
        for (uint pages = 0; pages < PagesAStep && store.Copied < argument.PolicySize; pages++)
        {
            uint left = argument.PolicySize - store.Copied;
            uint length = left < Page ? left : Page;
            if (!GuestBuffer.TryOpen(
                    ref s, caller, ref request.Mode, argument.Policy + store.Copied, length, GuestAccess.Read,
                    out GuestBuffer buffer))
                return End(ref s, Errno.BadAddress);

            for (uint i = 0; i < length && store.Copied + i < Limits.PolicyBytes; i++)
                file.Bytes[(int)(store.Copied + i)] = buffer.Read8(ref s, i);
            store.Copied += length;
        }

        if (store.Copied < argument.PolicySize)
            return Errno.Okay;

        file.Length = argument.PolicySize;
        long error = PolicyBinary.Load(
            ref store.Loaded, MemoryMarshal.CreateReadOnlySpan(ref file.Bytes[0], (int)argument.PolicySize));
        if (error == PolicyError.None)
            error = PolicyStage.Whole(ref s, ref store.Loaded);
        if (error == PolicyError.None)
            error = Successors(ref s, caller, ref request, ref argument);
        if (error == 0)
            error = PolicyChange.Begin(ref s, slot, argument.Mode);
        if (error != 0)
            return End(ref s, error);

        store.Job = PolicyJob.Changes;
        return Errno.Okay;
    }

    /// <summary>What becomes of the labels: those in del_array are deleted, those in chg_array (old, new) renumbered.</summary>
    private static long Successors(
        ref State s, uint caller, ref HypercallRequest request, ref ChangeArgument argument)
    {
        KeepLabels(ref s);
        for (uint i = 0; i < argument.DeletedSize / 4 && i < Limits.Labels; i++)
        {
            long word = GuestBuffer.ReadWord(ref s, caller, ref request.Mode, argument.Deleted + (4 * i));
            if (word < 0)
                return Errno.BadAddress;
            PolicyStage.Successor(ref s, Row((uint)word), PolicyChange.Deleted);
        }

        for (uint i = 0; i < argument.ChangedSize / Pair && i < Limits.Labels; i++)
        {
            if (!GuestBuffer.TryOpen(
                    ref s, caller, ref request.Mode, argument.Changed + (Pair * i), Pair, GuestAccess.Read,
                    out GuestBuffer pair))
                return Errno.BadAddress;
            PolicyStage.Successor(ref s, Row(pair.Read32(ref s, 0)), Row(pair.Read32(ref s, 4)));
        }

        return Errno.Okay;
    }

    private static void KeepLabels(ref State s)
    {
        for (uint label = 0; label < Limits.Labels; label++)
            PolicyStage.Successor(ref s, label, label);
    }

    /// <summary>
    /// The map says which domain gets which label. Domain 0 keeps its own, and an id must be a domain's; what is wrong
    /// with the map is listed, and nothing begins.
    /// </summary>
    private static long BeginRelabelling(
        ref State s, uint caller, ref HypercallRequest request, ref ChangeArgument argument)
    {
        for (uint domain = 0; domain < Limits.Domains; domain++)
            Want(ref s, domain, Label.Of(ref s, domain));
        for (uint i = 0; i < argument.MapSize / Pair && i < Limits.Domains; i++)
        {
            if (!GuestBuffer.TryOpen(
                    ref s, caller, ref request.Mode, argument.Map + (Pair * i), Pair, GuestAccess.Read,
                    out GuestBuffer pair))
                return Errno.BadAddress;

            uint domain = pair.Read32(ref s, 0);
            uint label = Row(pair.Read32(ref s, 4));
            if (domain == 0 || !DomainIds.Exists(ref s, domain))
                List(ref s, caller, ref request, ref argument, ((long)PolicyChange.DomainError << 32) | domain);
            else
                Want(ref s, domain, label);
        }

        if (s.Store.Listed != 0)
            return Errno.Denied;

        KeepLabels(ref s);
        long error = PolicyChange.Begin(ref s, InForce.Labelling(ref s.Monitor).Policy, argument.Mode);
        if (error == Errno.Okay)
            s.Store.Job = PolicyJob.Changes;
        return error;
    }

    private static long TakeSteps(ref State s, uint caller, ref HypercallRequest request, ref ChangeArgument argument)
    {
        ref ChangeState change = ref s.Monitor.Change;
        for (uint steps = 0; steps < StepsATime; steps++)
        {
            // The hypervisor itself may have completed a revocation in the meantime.
            if (change.Phase == ChangePhase.None)
                return End(ref s, Errno.Okay);
            if (change.Phase == ChangePhase.Scanning && change.Domain >= Limits.Domains)
                return Complete(ref s);

            long found = change.Phase == ChangePhase.Labelling
                ? PolicyChange.Label(ref s, Next(ref s))
                : PolicyChange.Step(ref s);
            if (found > 0 && change.Refused != 0)
                List(ref s, caller, ref request, ref argument, found);
        }

        return Errno.Okay;
    }

    /// <summary>
    /// Once revocation has begun it completes, whatever becomes of the domain that asked for it: some more steps.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Continue(ref State s)
    {
        ref ChangeState change = ref s.Monitor.Change;
        for (uint steps = 0; steps < StepsATime && IsRevoking(ref s); steps++)
        {
            if (change.Domain >= Limits.Domains)
                PolicyChange.Commit(ref s);
            else
                PolicyChange.Step(ref s);
        }
    }

    /// <summary>Whether a change is under way that can no longer be given up.</summary>
    public static bool IsRevoking(ref State s)
    {
        ref ChangeState change = ref s.Monitor.Change;
        return change.Phase == ChangePhase.Scanning && change.Mode == 1 && change.Refused == 0;
    }

    private static long Complete(ref State s)
    {
        if (PolicyChange.Commit(ref s) == Errno.Okay)
            return End(ref s, Errno.Okay);

        PolicyChange.Abort(ref s);
        return End(ref s, Errno.Denied);
    }

    /// <summary>Notes a domain's new label. A routine of its own, so that the index is seen to be in range.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Want(ref State s, uint domain, uint label) => s.Store.Wanted[(int)domain] = (ushort)label;

    /// <summary>The new label of the domain whose turn it is.</summary>
    private static uint Next(ref State s)
    {
        uint domain = s.Monitor.Change.Domain;
        if (s.Store.Relabels != 0)
            return s.Store.Wanted[(int)domain];

        uint old = Label.Of(ref s, domain);
        return old < Limits.Labels ? s.Monitor.Change.Successors[(int)old] : PolicyChange.Deleted;
    }

    /// <summary>Writes one more (code, parameter) into the caller's err_array, if there is room and it can be written.</summary>
    private static void List(
        ref State s, uint caller, ref HypercallRequest request, ref ChangeArgument argument, long found)
    {
        uint at = s.Store.Listed * Pair;
        s.Store.Listed++;
        if (argument.ErrorsSize < Pair || at > argument.ErrorsSize - Pair)
            return;
        if (!GuestBuffer.TryOpen(
                ref s, caller, ref request.Mode, argument.Errors + at, Pair, GuestAccess.Write, out GuestBuffer pair))
            return;

        pair.Write32(ref s, 0, (uint)(found >> 32));
        pair.Write32(ref s, 4, (uint)found);
    }

    private static long End(ref State s, long result)
    {
        s.Store.Job = PolicyJob.None;
        return result;
    }

    /// <summary>The label of an ssidref on the wire, which has it in both halves; no label's for any other number.</summary>
    private static uint Row(uint ssidref) => ssidref >> 16 == (ssidref & 0xffff) ? ssidref & 0xffff : NoLabel;
}
