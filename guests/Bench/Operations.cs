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
    internal const uint SendUpcall = 11;
    internal const uint Unmask = 12;
    internal const uint CopyLine = 13;
    internal const uint CopyPage = 14;
    internal const uint Reservation = 15;
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
    private const ulong BindCommand = 0;
    private const ulong CloseCommand = 3;
    private const ulong SendCommand = 4;
    private const ulong AllocCommand = 6;
    private const ulong UnmaskCommand = 9;
    private const ulong MapCommand = 0;
    private const ulong UnmapCommand = 1;
    private const ulong CopyCommand = 5;
    private const ulong CurrentReservationCommand = 3;
    private const uint LineSize = 64;
    private const uint PageSize = 4096;
    private const ushort SourceIsReference = 1;
    private const uint HostMap = 2;
    private const ulong SetUpcallVectorCommand = 23;
    private const ulong XenLeaf4 = 0x4000_0004;
    private const uint Vector = 0x61;

    private static uint s_peer;
    private static uint s_maskedPort;
    private static uint s_openPort;
    private static ulong s_slot;

    /// <summary>
    /// Two channels of this domain with itself, the end that is notified masked in the first and open in the second;
    /// and the upcall's vector.
    /// </summary>
    internal static void Prepare(uint peer, ulong slot)
    {
        s_peer = peer;
        s_slot = slot;
        s_maskedPort = Loop(out uint masked);
        SharedInfo.MaskPort(masked);
        SharedInfo.MaskPort(s_maskedPort);
        s_openPort = Loop(out _);
        SharedInfo.MaskPort(s_openPort);
        Acknowledge();

        Timing.Install(Vector);
        VectorArgument argument = default;
        argument.Vector = (byte)Vector;
        Program.Check(Xen.Call(Xen.HvmOp, SetUpcallVectorCommand, (ulong)&argument, 0) == 0);
    }

    /// <summary>Gives the rest of the time slice away.</summary>
    internal static void GiveWay() => Xen.Call(Xen.SchedOp, YieldCommand, 0, 0);

    /// <summary>One round; the counter's difference over the operation alone.</summary>
    internal static ulong Once(uint operation)
    {
        if (operation == Operation.Nothing)
            return Timing.Nothing();
        if (operation == Operation.Unknown)
            return Timing.Call(UnknownCall, 0, 0, 0, out _);
        if (operation == Operation.Version)
            return Timing.Call(XenVersionCall, 0, 0, 0, out _);
        if (operation == Operation.Send)
            return OfSend();
        if (operation == Operation.SendUpcall)
            return OfSendUpcall();
        if (operation == Operation.Unmask)
            return OfPort(UnmaskCommand, s_openPort);
        if (operation == Operation.AllocUnbound)
            return OfAllocUnbound(s_peer, out _);
        if (operation == Operation.BindInterdomain)
            return OfBindInterdomain();
        if (operation == Operation.Channel)
            return OfChannel();
        if (operation == Operation.MapGrant || operation == Operation.UnmapGrant)
            return OfGrant(operation == Operation.MapGrant);
        if (operation == Operation.CopyLine || operation == Operation.CopyPage)
            return OfCopy(operation == Operation.CopyLine ? LineSize : PageSize);
        if (operation == Operation.Reservation)
            return OfReservation();
        if (operation == Operation.Yield)
            return Timing.Call(Xen.SchedOp, YieldCommand, 0, 0, out _);
        return Timing.Cpuid(XenLeaf4);
    }

    /// <summary>A channel of this domain with itself: the end that sends, and the one that is notified.</summary>
    private static uint Loop(out uint notified)
    {
        long unbound = EventChannels.AllocUnbound(Xen.Self);
        long bound = EventChannels.BindInterdomain(Xen.Self, (uint)unbound);
        Program.Check(unbound >= 0 && bound >= 0);
        notified = (uint)unbound;
        return (uint)bound;
    }

    private static void Acknowledge()
    {
        SharedInfo.ClearPending();
        SharedInfo.Acknowledge();
    }

    private static ulong OfPort(ulong command, uint port)
    {
        ulong time = Timing.Call(Xen.EventChannelOp, command, (ulong)&port, 0, out long result);
        Program.Check(result == 0);
        return time;
    }

    private static ulong OfSend()
    {
        ulong time = OfPort(SendCommand, s_maskedPort);
        Acknowledge();
        return time;
    }

    private static ulong OfSendUpcall()
    {
        uint port = s_openPort;
        ulong time = Timing.Upcall(Xen.EventChannelOp, SendCommand, (ulong)&port, out long result);
        Program.Check(result == 0);
        Acknowledge();
        return time;
    }

    private static ulong OfAllocUnbound(uint remote, out uint port)
    {
        Arguments argument = default;
        argument.First = Xen.Self | (remote << 16);
        ulong time = Timing.Call(Xen.EventChannelOp, AllocCommand, (ulong)&argument, 0, out long result);
        Program.Check(result == 0);
        port = argument.Second;
        if (remote != Xen.Self)
            EventChannels.Close(port);
        return time;
    }

    private static ulong Bind(uint remote, uint remotePort, out uint port)
    {
        Arguments argument = default;
        argument.First = remote;
        argument.Second = remotePort;
        ulong time = Timing.Call(Xen.EventChannelOp, BindCommand, (ulong)&argument, 0, out long result);
        Program.Check(result == 0);
        port = argument.Third;
        return time;
    }

    /// <summary>Closing our end leaves the peer's port unbound for us, as it was.</summary>
    private static ulong OfBindInterdomain()
    {
        ulong time = Bind(s_peer, Bench.PeerPort, out uint port);
        EventChannels.Close(port);
        Acknowledge();
        return time;
    }

    private static ulong OfChannel()
    {
        ulong time = OfAllocUnbound(Xen.Self, out uint unbound);
        time += Bind(Xen.Self, unbound, out uint bound) - Bench.Overhead;
        time += OfPort(CloseCommand, bound) - Bench.Overhead;
        time += OfPort(CloseCommand, unbound) - Bench.Overhead;
        Acknowledge();
        return time;
    }

    /// <summary>Maps the peer's grant at an address, for good; 0 is okay.</summary>
    internal static long Map(ulong address)
    {
        MapArgument argument = default;
        Fill(ref argument, address);
        long result = Xen.Call(Xen.GrantTableOp, MapCommand, (ulong)&argument, 1);
        return result < 0 ? result : argument.Status;
    }

    private static void Fill(ref MapArgument argument, ulong address)
    {
        argument.HostAddress = address;
        argument.Flags = HostMap;
        argument.Reference = Grants.FirstReference;
        argument.Domain = (ushort)s_peer;
    }

    private static ulong OfGrant(bool map)
    {
        MapArgument first = default;
        Fill(ref first, s_slot);
        ulong mapped = Timing.Call(Xen.GrantTableOp, MapCommand, (ulong)&first, 1, out long result);
        Program.Check(result == 0 && first.Status == 0);

        UnmapArgument second = default;
        second.HostAddress = s_slot;
        second.Handle = first.Handle;
        ulong unmapped = Timing.Call(Xen.GrantTableOp, UnmapCommand, (ulong)&second, 1, out result);
        Program.Check(result == 0 && second.Status == 0);
        return map ? mapped : unmapped;
    }

    /// <summary>From the page that the peer granted to a page of our own.</summary>
    private static ulong OfCopy(uint length)
    {
        CopyArgument argument = default;
        argument.Source = Grants.FirstReference;
        argument.SourceDomain = (ushort)s_peer;
        argument.Destination = (ulong)Grants.Page(1) / PageSize;
        argument.DestinationDomain = Xen.Self;
        argument.Length = (ushort)length;
        argument.Flags = SourceIsReference;
        ulong time = Timing.Call(Xen.GrantTableOp, CopyCommand, (ulong)&argument, 1, out long result);
        Program.Check(result == 0 && argument.Status == 0);
        return time;
    }

    private static ulong OfReservation()
    {
        Arguments argument = default;
        argument.First = Xen.Self;
        ulong time = Timing.Call(Xen.MemoryOp, CurrentReservationCommand, (ulong)&argument, 0, out long result);
        Program.Check(result > 0);
        return time;
    }

    private struct VectorArgument
    {
        internal uint Vcpu;
        internal byte Vector;
    }
}
