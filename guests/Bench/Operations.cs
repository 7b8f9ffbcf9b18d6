namespace Verified.Guests;

/// <summary>What is measured.</summary>
internal static class Operation
{
    internal const uint Nothing = 0;
    internal const uint Unknown = 1;
    internal const uint Version = 2;
    internal const uint Send = 3;
    internal const uint AllocUnbound = 4;
    internal const uint BindInterdomain = 5;
    internal const uint Channel = 6;
    internal const uint MapGrant = 7;
    internal const uint UnmapGrant = 8;
    internal const uint Yield = 9;
    internal const uint Cpuid = 10;
}

/// <summary>
/// One round of each operation: prepared, measured, and undone again. Everything that a hypercall takes is ready
/// before the first reading of the counter.
/// </summary>
internal static unsafe class Operations
{
    private const ulong UnknownCall = 63;
    private const ulong XenVersionCall = 17;
    private const ulong YieldCommand = 0;
    private const uint Slot = 0;

    private static uint s_peer;
    private static uint s_loopPort;

    /// <summary>A channel of this domain with itself, masked, for event send.</summary>
    internal static void Prepare(uint peer)
    {
        s_peer = peer;
        long unbound = EventChannels.AllocUnbound(Xen.Self);
        long bound = EventChannels.BindInterdomain(Xen.Self, (uint)unbound);
        Program.Check(unbound >= 0 && bound >= 0);
        s_loopPort = (uint)bound;
        SharedInfo.MaskPort((uint)unbound);
        SharedInfo.MaskPort((uint)bound);
    }

    /// <summary>Gives the rest of the time slice away.</summary>
    internal static void GiveWay() => Xen.Call(Xen.SchedOp, YieldCommand, 0, 0);

    /// <summary>One round; the counter's difference over the operation alone.</summary>
    internal static ulong Once(uint operation)
    {
        if (operation == Operation.Nothing)
            return OfNothing();
        if (operation == Operation.Unknown)
            return OfCall(UnknownCall, 0, 0, 0);
        if (operation == Operation.Version)
            return OfCall(XenVersionCall, 0, 0, 0);
        if (operation == Operation.Send)
            return OfSend();
        if (operation == Operation.AllocUnbound)
            return OfAllocUnbound();
        if (operation == Operation.BindInterdomain)
            return OfBindInterdomain();
        if (operation == Operation.Channel)
            return OfChannel();
        if (operation == Operation.MapGrant || operation == Operation.UnmapGrant)
            return OfGrant(operation == Operation.MapGrant);
        if (operation == Operation.Yield)
            return OfCall(Xen.SchedOp, YieldCommand, 0, 0);
        return OfCpuid();
    }

    private static ulong OfNothing()
    {
        ulong start = Xen.ReadTsc();
        return Xen.ReadTsc() - start;
    }

    private static ulong OfCall(ulong number, ulong a, ulong b, ulong c)
    {
        ulong start = Xen.ReadTsc();
        Xen.Call(number, a, b, c);
        return Xen.ReadTsc() - start;
    }

    private static ulong OfSend()
    {
        uint port = s_loopPort;
        ulong start = Xen.ReadTsc();
        EventChannels.Send(port);
        ulong end = Xen.ReadTsc();
        SharedInfo.ClearPending();
        return end - start;
    }

    private static ulong OfAllocUnbound()
    {
        ulong start = Xen.ReadTsc();
        long port = EventChannels.AllocUnbound(s_peer);
        ulong end = Xen.ReadTsc();
        Program.Check(port > 0);
        EventChannels.Close((uint)port);
        return end - start;
    }

    /// <summary>Closing our end leaves the peer's port unbound for us, as it was.</summary>
    private static ulong OfBindInterdomain()
    {
        ulong start = Xen.ReadTsc();
        long port = EventChannels.BindInterdomain(s_peer, Bench.PeerPort);
        ulong end = Xen.ReadTsc();
        Program.Check(port > 0);
        EventChannels.Close((uint)port);
        return end - start;
    }

    private static ulong OfChannel()
    {
        ulong start = Xen.ReadTsc();
        uint unbound = (uint)EventChannels.AllocUnbound(Xen.Self);
        uint bound = (uint)EventChannels.BindInterdomain(Xen.Self, unbound);
        EventChannels.Close(bound);
        EventChannels.Close(unbound);
        return Xen.ReadTsc() - start;
    }

    private static ulong OfGrant(bool map)
    {
        ulong start = Xen.ReadTsc();
        int status = Grants.MapGrant(s_peer, Grants.FirstReference, Slot, true, out uint handle);
        ulong middle = Xen.ReadTsc();
        Program.Check(status == 0);
        ulong again = Xen.ReadTsc();
        status = Grants.UnmapGrant(Slot, handle);
        ulong end = Xen.ReadTsc();
        Program.Check(status == 0);
        return map ? middle - start : end - again;
    }

    private static ulong OfCpuid()
    {
        ulong start = Xen.ReadTsc();
        Xen.DomainId();
        return Xen.ReadTsc() - start;
    }
}
