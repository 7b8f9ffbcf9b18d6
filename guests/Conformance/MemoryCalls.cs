namespace Verified.Guests;

/// <summary>memory_op: public/memory.h.</summary>
internal static unsafe class MemoryCalls
{
    private const long Invalid = -22;
    private const long NoSuchCall = -38;
    private const long BadAddress = -14;

    private const uint GrantTableSpace = 1;
    private const ulong EmptyFrame = 0xfe00;
    private const ulong BeyondAllFrames = 0x1_0000;

    internal static void Run()
    {
        AddToPhysmap();
        UnknownCommand();
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
        Report.Expect("no argument"u8, Xen.Call(Xen.MemoryOp, 7, 0x0e00_0000, 0), BadAddress);
        Report.End();
    }

    private static void UnknownCommand()
    {
        Report.Begin("unknown memory_op"u8);
        Report.Expect("63"u8, Xen.Call(Xen.MemoryOp, 63, 0, 0), NoSuchCall);
        Report.End();
    }
}
