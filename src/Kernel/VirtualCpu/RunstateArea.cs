using System.Runtime.CompilerServices;

namespace Verified.Kernel;

/// <content>Where a guest is told what its vCPU spends its time on.</content>
public static partial class VirtualCpu
{
    /// <summary>Bytes of a vcpu_runstate_info (public/vcpu.h).</summary>
    public const uint RunstateSize = 48;

    // XEN_RUNSTATE_UPDATE, in state_entry_time: the area is being updated.
    private const ulong UpdateMark = 1UL << 63;

    /// <summary>VCPUOP_register_runstate_memory_area, of an area that was found in the caller's memory.</summary>
    /// <param name="s">The state.</param>
    /// <param name="caller">The calling domain, which keeps both frames from then on.</param>
    /// <param name="vcpu">The vCPU: 0, else -ENOENT.</param>
    /// <param name="frame">The machine frame of its first byte: the caller's RAM, else -EFAULT.</param>
    /// <param name="nextFrame">That of the bytes on the next page, if there are any; else the same. RAM too.</param>
    /// <param name="offset">Where it begins in its frame, below 4096.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static long RegisterRunstate(
        ref State s, uint caller, uint vcpu, uint frame, uint nextFrame, uint offset)
    {
        if (vcpu != 0)
            return Errno.NoEntry;
        if (offset >= FrameMemory.FrameSize || !IsOwnRam(ref s, caller, frame) || !IsOwnRam(ref s, caller, nextFrame))
            return Errno.BadAddress;

        ref Vcpu entry = ref s.Vcpus[(int)caller];
        ForgetRunstateArea(ref s, ref entry);
        s.Frames[(int)frame].Pinned |= FramePin.Runstate;
        s.Frames[(int)nextFrame].Pinned |= FramePin.Runstate;
        entry.RunstateUsed = 1;
        entry.RunstateFrame = frame;
        entry.RunstateNext = nextFrame;
        entry.RunstateOffset = (ushort)offset;
        return Errno.Okay;
    }

    /// <summary>The same, of no area: nothing is told any more.</summary>
    /// <param name="s">The state.</param>
    /// <param name="caller">The calling domain.</param>
    /// <param name="vcpu">The vCPU: 0, else -ENOENT.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static long UnregisterRunstate(ref State s, uint caller, uint vcpu)
    {
        if (vcpu != 0)
            return Errno.NoEntry;

        ForgetRunstateArea(ref s, ref s.Vcpus[(int)caller]);
        return Errno.Okay;
    }

    /// <summary>VCPUOP_get_runstate_info: the figures as they are now, while the vCPU runs.</summary>
    /// <param name="s">The state.</param>
    /// <param name="caller">The calling domain.</param>
    /// <param name="vcpu">The vCPU: 0, else -ENOENT.</param>
    /// <param name="now">The time.</param>
    /// <param name="runstate">The figures; all 0 on error.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static long GetRunstate(ref State s, uint caller, uint vcpu, ulong now, out Runstate runstate)
    {
        runstate = default;
        if (vcpu != 0)
            return Errno.NoEntry;

        runstate = s.Runstates[(int)caller];
        runstate.Running += now - runstate.Since;
        return Errno.Okay;
    }

    /// <summary>vm_assist: whether updates of the runstate area are marked while they last.</summary>
    /// <param name="s">The state.</param>
    /// <param name="caller">The calling domain.</param>
    /// <param name="command">0 to enable, 1 to disable, else -ENOSYS.</param>
    /// <param name="type">VMASST_TYPE_runstate_update_flag (5), else -EINVAL.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static long Assist(ref State s, uint caller, uint command, uint type)
    {
        const uint RunstateUpdateFlag = 5;
        const uint Enable = 0;
        const uint Disable = 1;
        if (type != RunstateUpdateFlag)
            return Errno.Invalid;
        if (command != Enable && command != Disable)
            return Errno.NoSuchCall;

        s.Vcpus[(int)caller].RunstateMarked = command == Enable ? (byte)1 : (byte)0;
        return Errno.Okay;
    }

    /// <summary>
    /// The vCPU does something else from now on: the time since the last change is charged to what it did until now,
    /// and the guest is told. The machine calls this whenever a vCPU starts, stops or begins to wait.
    /// </summary>
    /// <param name="s">The state.</param>
    /// <param name="domain">The domain, below Limits.Domains.</param>
    /// <param name="kind">One of <see cref="RunstateKind"/>.</param>
    /// <param name="now">Nanoseconds of system time.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void ChangeRunstate(ref State s, uint domain, uint kind, ulong now)
    {
        ref Runstate runstate = ref s.Runstates[(int)domain];
        // 0: there was no change yet.
        ulong spent = runstate.Since == 0 ? 0 : now - runstate.Since;
        if (runstate.Kind == RunstateKind.Running)
            runstate.Running += spent;
        else if (runstate.Kind == RunstateKind.Runnable)
            runstate.Runnable += spent;
        else if (runstate.Kind == RunstateKind.Blocked)
            runstate.Blocked += spent;
        else
            runstate.Offline += spent;

        runstate.Kind = kind;
        runstate.Since = now;
        if (s.Vcpus[(int)domain].RunstateUsed != 0)
            PublishRunstate(ref s, domain);
    }

    /// <summary>Writes the figures into the guest's area, which it must have.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void PublishRunstate(ref State s, uint domain)
    {
        ref Vcpu vcpu = ref s.Vcpus[(int)domain];
        GuestBuffer area;
        area.First = vcpu.RunstateFrame;
        area.Second = vcpu.RunstateNext;
        area.Offset = vcpu.RunstateOffset;
        WriteRunstate(ref s, ref area, ref s.Runstates[(int)domain], vcpu.RunstateMarked != 0);
    }

    /// <summary>Writes a vcpu_runstate_info: { i32 state, u64 state_entry_time, u64 time[4] }.</summary>
    public static void WriteRunstate(ref State s, ref GuestBuffer area, ref Runstate runstate, bool isMarked)
    {
        if (isMarked)
            area.Write64(ref s, 8, runstate.Since | UpdateMark);
        area.Write32(ref s, 0, runstate.Kind);
        area.Write64(ref s, 16, runstate.Running);
        area.Write64(ref s, 24, runstate.Runnable);
        area.Write64(ref s, 32, runstate.Blocked);
        area.Write64(ref s, 40, runstate.Offline);
        area.Write64(ref s, 8, runstate.Since);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsOwnRam(ref State s, uint domain, uint frame) =>
        frame < Limits.Frames && s.Frames[(int)frame].State == FrameState.Ram && s.Frames[(int)frame].Owner == domain;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void ForgetRunstateArea(ref State s, ref Vcpu entry)
    {
        if (entry.RunstateUsed == 0)
            return;
        LetGo(ref s, entry.RunstateFrame, FramePin.Runstate);
        LetGo(ref s, entry.RunstateNext, FramePin.Runstate);
        entry.RunstateUsed = 0;
        entry.RunstateFrame = 0;
        entry.RunstateNext = 0;
        entry.RunstateOffset = 0;
    }
}
