using System.Runtime.CompilerServices;

namespace Verified.Kernel;

/// <summary>The life of domains.</summary>
public static partial class DomainControl
{
    /// <summary>Frames beside RAM that a domain owns from its creation on: shared_info and grant table.</summary>
    private const uint OwnFrames = 2;

    /// <summary>Creates a domain, paused and without RAM, if the policy lets one of this label run now.</summary>
    /// <param name="s">The state.</param>
    /// <param name="caller">
    /// The calling domain; the hypervisor itself calls as domain 0, before that one exists.
    /// </param>
    /// <param name="ssidref">
    /// The label: -EACCES when the policy does not know it, when it is the bootstrap label and the domain would not be
    /// domain 0, or when the Chinese Wall stands against it; during a change of the policy, by either policy.
    /// </param>
    /// <param name="maximumFrames">The most frames of RAM that it may own; they are set aside for it.</param>
    /// <param name="privileged">1 for domain 0; any other domain is created without, whatever is said here.</param>
    /// <returns>
    /// The new domain's id; -ENOMEM when no id is free, or fewer frames than it may own and the two of its own are free
    /// and nobody else's claim.
    /// </returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static long CreateDomain(
        ref State s, uint caller, uint ssidref, uint maximumFrames, uint privileged)
    {
        uint id = LowestFreeId(ref s);
        if (!Label.MayStart(ref s, id, ssidref))
        {
            // Whoever calls is a domain; the specification asks for nothing of the kind, and the log is all it is for.
            uint payer = caller & (Limits.Domains - 1);
            Audit.LabelDenied(ref s, payer, Label.Of(ref s, payer), ssidref, Hook.CreateDomain);
            return Errno.Denied;
        }

        ulong claim = (ulong)maximumFrames + OwnFrames;
        if (id >= Limits.Domains || claim > s.Unclaimed)
            return Errno.NoMemory;

        ref Domain domain = ref s.Domains[(int)id];
        domain.Status = DomainStatus.Alive;
        domain.Privileged = id == 0 && privileged != 0 ? (byte)1 : (byte)0;
        domain.SharedInfoFrame = FramePool.Take(ref s, id, FrameState.SharedInfo, Frame.NoGfn);
        domain.GrantFrame = FramePool.Take(ref s, id, FrameState.GrantTable, Frame.NoGfn);
        domain.OwnedFrames = 0;
        domain.MaximumFrames = maximumFrames;
        s.Unclaimed = s.Unclaimed - (uint)claim;
        domain.FlushOwed = 1;
        domain.Denials = 0;
        domain.LogAllowance = Audit.Allowance;
        Tables(ref s, id);
        Label.Give(ref s, id, ssidref);
        s.NextDomain = (id + 1) & (Limits.Domains - 1);
        return id;
    }

    /// <summary>The first free id from NextDomain on, or Limits.Domains when all are in use.</summary>
    private static uint LowestFreeId(ref State s)
    {
        // From the last to the first, as the specification says it: without an early way out, paths do not part.
        uint lowest = Limits.Domains;
        for (uint i = Limits.Domains; i > 0; i--)
        {
            uint id = (s.NextDomain + i - 1) & (Limits.Domains - 1);
            lowest = IfFree(s.Domains[(int)id].Status, id, lowest);
        }

        return lowest;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static uint IfFree(uint status, uint id, uint otherwise) => status == DomainStatus.Free ? id : otherwise;

    /// <summary>A new domain's ports, handles and vCPU; the other tables of a free id are all 0.</summary>
    private static void Tables(ref State s, uint id)
    {
        ref PortBitmap ports = ref s.FreePorts[(int)id];
        for (int w = 0; w < (Limits.Ports + 63) / 64; w++)
            ports[w] = Ones(Limits.Ports - w * 64);

        s.FreePortWords[(int)id] = Ones((Limits.Ports + 63) / 64);
        FreePort.Take(ref s, id, 0);
        s.Ports[(int)id][0].State = PortState.Reserved;

        ref HandleBitmap handles = ref s.FreeHandles[(int)id];
        for (int w = 0; w < (Limits.MaptrackHandles + 63) / 64; w++)
            handles[w] = Ones(Limits.MaptrackHandles - w * 64);

        s.FreeHandleWords[(int)id] = Ones((Limits.MaptrackHandles + 63) / 64);

        ref Vcpu vcpu = ref s.Vcpus[(int)id];
        vcpu.Run = VcpuRun.Runnable;
        vcpu.UpcallVector = 0;
        vcpu.Paused = 1;
        vcpu.ShutdownReason = 0;
        vcpu.PollPort = 0;
        vcpu.Deadline = 0;
        vcpu.InfoFrame = s.Domains[(int)id].SharedInfoFrame;
        vcpu.InfoOffset = 0;
        vcpu.RunstateFrame = 0;
        vcpu.RunstateNext = 0;
        vcpu.RunstateOffset = 0;
        vcpu.RunstateUsed = 0;
        vcpu.RunstateMarked = 0;
        vcpu.Timer = 0;
        vcpu.Watchdog1 = 0;
        vcpu.Watchdog2 = 0;

        ref Runstate runstate = ref s.Runstates[(int)id];
        runstate.Kind = RunstateKind.Offline;
        runstate.Since = 0;
        runstate.Running = 0;
        runstate.Runnable = 0;
        runstate.Blocked = 0;
        runstate.Offline = 0;
    }

    /// <summary>The low <paramref name="count"/> bits set, all 64 from 64 on.</summary>
    private static ulong Ones(int count) => count >= 64 ? 0xffff_ffff_ffff_ffff : (1UL << count) - 1;
}
