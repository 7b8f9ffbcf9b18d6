using System.Runtime.CompilerServices;

namespace Verified.Kernel;

/// <summary>vcpu_op(cmd, vcpu, argument) (structures of public/vcpu.h).</summary>
public static class VcpuCall
{
    private const uint Initialise = 0;
    private const uint Up = 1;
    private const uint Down = 2;
    private const uint IsUp = 3;
    private const uint GetRunstateInfo = 4;
    private const uint RegisterRunstateArea = 5;
    private const uint StopPeriodicTimer = 7;
    private const uint SetSingleshotTimer = 8;
    private const uint StopSingleshotTimer = 9;
    private const uint RegisterVcpuInfo = 10;

    // sizeof(vcpu_hvm_context), public/hvm/hvm_vcpu.h.
    private const uint ContextSize = 128;

    /// <summary>Runs one operation; -ENOENT of another vCPU than 0, then -ENOSYS for one that is not offered.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static long Run(ref State s, uint caller, ref HypercallRequest request, ref CallEffect effect)
    {
        uint command = (uint)request.Argument1;
        uint vcpu = (uint)request.Argument2;
        if (vcpu != 0)
            return Errno.NoEntry;
        if (command == SetSingleshotTimer)
            return OfSetSingleshotTimer(ref s, caller, vcpu, ref request, ref effect);
        if (command == StopSingleshotTimer)
            return VirtualCpu.StopSingleshotTimer(ref s, caller, vcpu);
        if (command == GetRunstateInfo)
            return OfGetRunstateInfo(ref s, caller, vcpu, ref request, ref effect);
        if (command == RegisterRunstateArea)
            return OfRegisterRunstateArea(ref s, caller, vcpu, ref request);
        if (command == RegisterVcpuInfo)
            return OfRegisterVcpuInfo(ref s, caller, vcpu, ref request);
        if (command == Initialise)
            return OfInitialise(ref s, caller, vcpu, ref request);
        if (command == StopPeriodicTimer)
            return VirtualCpu.StopPeriodicTimer(vcpu);
        if (command == IsUp)
            return VirtualCpu.IsUp(vcpu);
        if (command == Up)
            return VirtualCpu.Up(vcpu);
        if (command != Down)
            return Errno.NoSuchCall;

        effect.Kind = EffectKind.Reschedule;
        return VirtualCpu.Down(ref s, caller, vcpu);
    }

    /// <summary>vcpu_hvm_context, which has to be there, though there is no vCPU to be given it.</summary>
    private static long OfInitialise(ref State s, uint caller, uint vcpu, ref HypercallRequest request) =>
        GuestBuffer.TryOpen(
            ref s, caller, ref request.Mode, request.Argument3, ContextSize, GuestAccess.Read, out _)
            ? VirtualCpu.Initialise(vcpu)
            : Errno.BadAddress;

    /// <summary>vcpu_set_singleshot_timer: { u64 timeout_abs_ns, u32 flags }.</summary>
    private static long OfSetSingleshotTimer(
        ref State s, uint caller, uint vcpu, ref HypercallRequest request, ref CallEffect effect)
    {
        if (!effect.TryGetTime(out ulong now))
            return Errno.Okay;
        if (!GuestBuffer.TryOpen(
                ref s, caller, ref request.Mode, request.Argument3, 16, GuestAccess.Read, out GuestBuffer argument))
            return Errno.BadAddress;

        ulong deadline = argument.Read64(ref s, 0);
        return VirtualCpu.SetSingleshotTimer(ref s, caller, vcpu, deadline, argument.Read32(ref s, 8), now);
    }

    /// <summary>vcpu_runstate_info, written.</summary>
    private static long OfGetRunstateInfo(
        ref State s, uint caller, uint vcpu, ref HypercallRequest request, ref CallEffect effect)
    {
        if (!effect.TryGetTime(out ulong now))
            return Errno.Okay;
        if (!GuestBuffer.TryOpen(
                ref s, caller, ref request.Mode, request.Argument3, VirtualCpu.RunstateSize, GuestAccess.Write,
                out GuestBuffer argument))
            return Errno.BadAddress;

        long result = VirtualCpu.GetRunstate(ref s, caller, vcpu, now, out Runstate runstate);
        if (result == Errno.Okay)
            VirtualCpu.WriteRunstate(ref s, ref argument, ref runstate, isMarked: false);
        return result;
    }

    /// <summary>
    /// vcpu_register_runstate_memory_area: { u64 address }, guest-virtual; it is looked up now, and the area then stays
    /// where it is. 0 ends it.
    /// </summary>
    private static long OfRegisterRunstateArea(ref State s, uint caller, uint vcpu, ref HypercallRequest request)
    {
        if (!GuestBuffer.TryOpen(
                ref s, caller, ref request.Mode, request.Argument3, 8, GuestAccess.Read, out GuestBuffer argument))
            return Errno.BadAddress;

        ulong address = argument.Read64(ref s, 0);
        if (address == 0)
            return VirtualCpu.UnregisterRunstate(ref s, caller, vcpu);
        if (!GuestBuffer.TryOpen(
                ref s, caller, ref request.Mode, address, VirtualCpu.RunstateSize, GuestAccess.WriteOwn,
                out GuestBuffer area))
            return Errno.BadAddress;

        uint next = area.Offset + VirtualCpu.RunstateSize > FrameMemory.FrameSize ? area.Second : area.First;
        long result = VirtualCpu.RegisterRunstate(ref s, caller, vcpu, area.First, next, area.Offset);
        if (result == Errno.Okay)
            VirtualCpu.PublishRunstate(ref s, caller);
        return result;
    }

    /// <summary>vcpu_register_vcpu_info: { u64 mfn, u32 offset }; mfn is a guest frame number.</summary>
    private static long OfRegisterVcpuInfo(ref State s, uint caller, uint vcpu, ref HypercallRequest request)
    {
        if (!GuestBuffer.TryOpen(
                ref s, caller, ref request.Mode, request.Argument3, 16, GuestAccess.Read, out GuestBuffer argument))
            return Errno.BadAddress;

        return VirtualCpu.RegisterInfo(ref s, caller, vcpu, argument.Read64(ref s, 0), argument.Read32(ref s, 8));
    }
}
