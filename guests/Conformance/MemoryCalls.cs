namespace Verified.Guests;

/// <summary>memory_op: public/memory.h. The guest has 512 KiB of RAM: guest frames 0 to 127.</summary>
internal static unsafe class MemoryCalls
{
    private const long NotPermitted = -1;
    private const long NoEntry = -2;
    private const long BadAddress = -14;
    private const long Invalid = -22;
    private const long NoSuchCall = -38;
    private const long NoBuffers = -105;

    private const ulong DecreaseCommand = 1;
    private const ulong PopulateCommand = 6;
    private const ulong BatchCommand = 23;

    private const uint GrantTableSpace = 1;
    private const uint GmfnSpace = 2;
    private const uint ForeignSpace = 4;
    private const ulong EmptyFrame = 0xfe00;
    private const ulong BeyondAllFrames = 0x1_0000;
    private const ulong NoMemory = 0x0e00_0000;
    private const uint Frames = 128;

    // RAM that the guest does not use: the pages of its own that it would grant.
    private static ulong Spare => (ulong)Grants.Page(0) >> 12;

    /// <summary>Every call that a domain without privilege makes.</summary>
    internal static void Run()
    {
        AddToPhysmap();
        RemoveFromPhysmap();
        Reservation();
        DecreaseAndPopulate();
        ManyExtents();
        Batch();
        MemoryMap();
        UnknownCommand();
    }

    /// <summary>What domain 0 alone may do: it sees RAM of domain 1.</summary>
    internal static void RunForeign()
    {
        Report.Begin("map_gmfn_foreign"u8);
        Report.Expect("RAM of domain 1"u8, Foreign(1, 5, EmptyFrame), 0);
        *(ulong*)(EmptyFrame << 12) = 17;
        Report.Expect("the word"u8, *(uint*)(EmptyFrame << 12), 17);
        Report.Expect("twice at one place"u8, Foreign(1, 6, EmptyFrame), Invalid);
        Report.Expect("its own RAM"u8, Foreign(0, 5, EmptyFrame + 1), Invalid);
        Report.Expect("nothing"u8, Foreign(1, 500, EmptyFrame + 1), Invalid);
        Report.Expect("no domain"u8, Foreign(9, 5, EmptyFrame + 1), -3);
        Report.Expect("taking it out"u8, Remove(Xen.Self, EmptyFrame), 0);
        Report.Expect("taking it out again"u8, Remove(Xen.Self, EmptyFrame), NoEntry);
        Report.End();
    }

    private static void AddToPhysmap()
    {
        Report.Begin("add_to_physmap"u8);
        Report.Expect("the grant table"u8, PhysicalMap.Add(GrantTableSpace, EmptyFrame), 0);
        *(uint*)((EmptyFrame << 12) + 800) = 7;
        Report.Expect("a frame where something is"u8, PhysicalMap.Add(GrantTableSpace, EmptyFrame), Invalid);
        Report.Expect("the grant table elsewhere"u8, PhysicalMap.Add(GrantTableSpace, EmptyFrame + 1), 0);
        Report.Expect("the grant table's word"u8, *(uint*)(((EmptyFrame + 1) << 12) + 800), 7);
        Report.Expect("a frame beyond all"u8, PhysicalMap.Add(GrantTableSpace, BeyondAllFrames), Invalid);
        Report.Expect("an unknown space"u8, PhysicalMap.Add(9, EmptyFrame), NoSuchCall);
        Report.Expect("no argument"u8, Xen.Call(Xen.MemoryOp, 7, NoMemory, 0), BadAddress);
        Report.End();
    }

    private static void RemoveFromPhysmap()
    {
        Report.Begin("remove_from_physmap"u8);
        Report.Expect("the grant table"u8, Remove(Xen.Self, EmptyFrame + 1), 0);
        Report.Expect("nothing"u8, Remove(Xen.Self, EmptyFrame + 1), NoEntry);
        Report.Expect("RAM"u8, Remove(Xen.Self, Spare), Invalid);
        Report.Expect("another domain's"u8, Remove(0, 5), NotPermitted);
        Report.Expect("no argument"u8, Xen.Call(Xen.MemoryOp, 15, NoMemory, 0), BadAddress);
        Report.End();
    }

    private static void Reservation()
    {
        Report.Begin("reservation"u8);
        Report.Expect("current_reservation"u8, Ask(3, Xen.Self), Frames);
        Report.Expect("maximum_reservation"u8, Ask(4, Xen.Self), Frames);
        Report.Expect("maximum_gpfn"u8, Ask(14, Xen.Self), 0xffff);
        Report.Expect("another domain's"u8, Ask(3, 0), NotPermitted);
        Report.Expect("no argument"u8, Xen.Call(Xen.MemoryOp, 3, NoMemory, 0), BadAddress);
        ulong frame = EmptyFrame;
        Report.Expect("increase_reservation"u8, Change(0, Xen.Self, &frame, 1), 0);
        Report.End();
    }

    private static void DecreaseAndPopulate()
    {
        Report.Begin("decrease_reservation and populate_physmap"u8);
        ulong frame = Spare;
        Grants.Page(0)[9] = 9;
        Report.Expect("decrease"u8, Change(DecreaseCommand, Xen.Self, &frame, 1), 1);
        Report.Expect("decrease again"u8, Change(DecreaseCommand, Xen.Self, &frame, 1), 0);
        Report.Expect("RAM now"u8, Ask(3, Xen.Self), Frames - 1);
        Report.Expect("populate"u8, Change(PopulateCommand, Xen.Self, &frame, 1), 1);
        Report.Expect("the new frame's byte"u8, Grants.Page(0)[9], 0);
        ulong other = EmptyFrame;
        Report.Expect("populate beyond the maximum"u8, Change(PopulateCommand, Xen.Self, &other, 1), 0);
        Report.Expect("another domain's"u8, Change(DecreaseCommand, 0, &frame, 1), 0);
        Report.Expect("no list"u8, Change(DecreaseCommand, Xen.Self, (ulong*)NoMemory, 1), 0);
        Report.Expect("no argument"u8, Xen.Call(Xen.MemoryOp, DecreaseCommand, NoMemory, 0), 0);
        Report.End();
    }

    // More extents than one step takes: the call is continued, and says in the end how many it did.
    private static void ManyExtents()
    {
        const uint Count = 40;
        const uint FirstOfTheUpperHalf = 80;
        Report.Begin("a continued list"u8);
        ulong* list = Scratch(1);
        for (uint i = 0; i < Count; i++)
            list[i] = FirstOfTheUpperHalf + i;
        list[36] = BeyondAllFrames;
        Report.Expect("decrease until the bad element"u8, Change(DecreaseCommand, Xen.Self, list, Count), 36);
        Report.Expect("RAM now"u8, Ask(3, Xen.Self), Frames - 36);
        Report.Expect("populate until the bad element"u8, Change(PopulateCommand, Xen.Self, list, Count), 36);
        Report.Expect("RAM then"u8, Ask(3, Xen.Self), Frames);
        Report.End();
    }

    private static void Batch()
    {
        const uint Count = 40;
        Report.Begin("add_to_physmap_batch"u8);
        ulong* from = Scratch(1);
        ulong* to = Scratch(2);
        int* errors = (int*)Scratch(3);
        for (uint i = 0; i < Count; i++)
        {
            from[i] = i == 0 ? Spare : EmptyFrame + i - 1;
            to[i] = EmptyFrame + i;
            errors[i] = 1;
        }

        // One frame moves forty times: the list takes two steps.
        from[39] = 0xfffff;
        Report.Expect("moving RAM"u8, Add(GmfnSpace, 0, Count, from, to, errors), 0);
        Report.Expect("the first error"u8, errors[0], 0);
        Report.Expect("an error of the second step"u8, errors[38], 0);
        Report.Expect("the last error"u8, errors[39], Invalid);
        from[0] = EmptyFrame + 38;
        to[0] = Spare;
        Report.Expect("moving it back"u8, Add(GmfnSpace, 0, 1, from, to, errors), 0);
        Report.Expect("its error"u8, errors[0], 0);
        Report.Expect("foreign frames"u8, Add(ForeignSpace, 0, 1, from, to, errors), 0);
        Report.Expect("their error"u8, errors[0], NotPermitted);
        Report.Expect("no list of errors"u8, Add(GmfnSpace, 0, 1, from, to, (int*)NoMemory), BadAddress);
        Report.End();
    }

    private static void MemoryMap()
    {
        Report.Begin("memory_map"u8);
        ulong* entry = Scratch(1);
        ulong* argument = Scratch(0);
        argument[0] = 1;
        argument[1] = (ulong)entry;
        Report.Expect("the call"u8, Xen.Call(Xen.MemoryOp, 9, (ulong)argument, 0), 0);
        Report.Expect("entries"u8, (long)(argument[0] & 0xffff_ffff), 1);
        Report.Expect("the address"u8, (long)entry[0], 0);
        Report.Expect("the size"u8, (long)entry[1], Frames * 4096);
        Report.Expect("the type"u8, (long)(entry[2] & 0xffff_ffff), 1);
        argument[0] = 0;
        Report.Expect("no room"u8, Xen.Call(Xen.MemoryOp, 9, (ulong)argument, 0), NoBuffers);
        argument[0] = 1;
        argument[1] = NoMemory;
        Report.Expect("no buffer"u8, Xen.Call(Xen.MemoryOp, 9, (ulong)argument, 0), BadAddress);
        Report.End();
    }

    private static void UnknownCommand()
    {
        Report.Begin("unknown memory_op"u8);
        Report.Expect("63"u8, Xen.Call(Xen.MemoryOp, 63, 0, 0), NoSuchCall);
        Report.End();
    }

    // Room for arguments and lists: pages of the guest's own beside the spare one.
    private static ulong* Scratch(uint number) => (ulong*)Grants.Page(1 + number);

    private static long Ask(ulong command, uint domain)
    {
        ushort argument = (ushort)domain;
        return Xen.Call(Xen.MemoryOp, command, (ulong)&argument, 0);
    }

    internal static long Remove(uint domain, ulong frame)
    {
        ulong* argument = Scratch(0);
        argument[0] = domain;
        argument[1] = frame;
        return Xen.Call(Xen.MemoryOp, 15, (ulong)argument, 0);
    }

    /// <summary>xen_memory_reservation; the result is how many extents were done.</summary>
    private static long Change(ulong command, uint domain, ulong* list, uint count)
    {
        ulong* argument = Scratch(0);
        argument[0] = (ulong)list;
        argument[1] = count;
        argument[2] = 0;
        argument[3] = domain;
        return Xen.Call(Xen.MemoryOp, command, (ulong)argument, 0);
    }

    internal static long Foreign(uint domain, ulong from, ulong to)
    {
        int error = 1;
        long result = Add(ForeignSpace, domain, 1, &from, &to, &error);
        return result < 0 ? result : error;
    }

    /// <summary>xen_add_to_physmap_batch.</summary>
    private static long Add(uint space, uint foreign, uint count, ulong* from, ulong* to, int* errors)
    {
        ulong* argument = Scratch(0);
        argument[0] = Xen.Self | (space << 16) | ((ulong)count << 32) | ((ulong)foreign << 48);
        argument[1] = (ulong)from;
        argument[2] = (ulong)to;
        argument[3] = (ulong)errors;
        return Xen.Call(Xen.MemoryOp, BatchCommand, (ulong)argument, 0);
    }
}
