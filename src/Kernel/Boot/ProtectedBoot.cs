using System.Runtime;
using System.Runtime.CompilerServices;
using Verified.Kernel.Machine;

namespace Verified.Kernel.Boot;

/// <summary>
/// The part of boot that runs behind the gate, on the final page tables: the empty state, and the frames of the pool,
/// the first of which becomes the zero frame.
/// </summary>
internal static class ProtectedBoot
{
    private const int FrameShift = 12;

    [RuntimeExport("protected_boot")]
    private static void Run()
    {
        ref State s = ref Areas.State;
        if ((ulong)Unsafe.SizeOf<State>() > ImageLayout.Instance.StateSize)
            Panic.Stop(StopCode.Memory, "boot"u8, "the linker script holds too little room for the state"u8);
        ref BootInfo info = ref BootInfo.Instance;
        StateSetup.Initialise(ref s, AddressSpace.DirectMap, (uint)(info.Pool[0].Start >> FrameShift));
        for (int i = 0; i < info.PoolCount; i++)
        {
            for (ulong p = info.Pool[i].Start; p < info.Pool[i].End; p += 1UL << FrameShift)
                FramePool.Donate(ref s, (uint)(p >> FrameShift));
        }
    }
}
