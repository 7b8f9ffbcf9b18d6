namespace Verified.Kernel;

/// <summary>The state before the first domain: all tables 0, as the image's .bss is.</summary>
public static class StateSetup
{
    /// <summary>
    /// Prepares a state whose bytes are all 0: every frame is the hypervisor's, every domain id is free, no policy is
    /// loaded. Frames are then donated (<see cref="FramePool.Donate"/>) and a policy is loaded.
    /// </summary>
    /// <param name="s">The state.</param>
    /// <param name="memoryBase">The address at which machine frame 0 would stand in the address space.</param>
    /// <param name="zeroFrame">
    /// A frame that nothing else uses, below Limits.Frames. It is cleared here and never donated.
    /// </param>
    public static void Initialise(ref State s, ulong memoryBase, uint zeroFrame)
    {
        s.MemoryBase = memoryBase;
        s.FreeCount = 0;
        s.Unclaimed = 0;
        s.NextDomain = 0;
        s.ZeroFrame = zeroFrame;
        FrameMemory.Zero(ref s, zeroFrame);
    }
}
