using System;
using System.Runtime.CompilerServices;

namespace Verified.Kernel;

/// <summary>
/// The console page of a domain (public/io/console.h, xencons_interface), of which the hypervisor is the other side: it
/// takes out what the guest has put in. The page is named by HVM_PARAM_CONSOLE_PFN, in the domain's own memory; what
/// stands in it is the guest's word and is believed in nothing.
/// </summary>
public static class ConsoleRing
{
    /// <summary>Bytes of output that the page holds, a power of two: most that is ever taken at once.</summary>
    public const uint OutputSize = 2048;

    /// <summary>HVM_PARAM_CONSOLE_PFN.</summary>
    public const uint PageParameter = 17;

    /// <summary>HVM_PARAM_CONSOLE_EVTCHN.</summary>
    public const uint PortParameter = 18;

    private const uint Output = 1024;
    private const uint Consumer = 3080;
    private const uint Producer = 3084;

    /// <summary>Whether a domain has a console page: guest frame 0 is none.</summary>
    public static bool IsThere(ref State s, uint domain) => s.Params[(int)domain][(int)PageParameter] != 0;

    /// <summary>Takes out what the guest has written. The domain's vCPU does not run.</summary>
    /// <param name="s">The state.</param>
    /// <param name="domain">The domain, below Limits.Domains.</param>
    /// <param name="text">Room for <see cref="OutputSize"/> bytes.</param>
    /// <returns>How many bytes there were; 0, too, when the page is not the domain's RAM or the ring is damaged.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static uint Take(ref State s, uint domain, Span<byte> text)
    {
        ulong gfn = s.Params[(int)domain][(int)PageParameter];
        if (gfn == 0 || gfn >= Limits.GuestFrames)
            return 0;
        ulong leaf = s.Leaves[(int)domain][(int)gfn];
        if (Leaf.Kind(leaf) != LeafKind.Ram)
            return 0;

        uint frame = Leaf.MachineFrame(leaf);
        uint consumer = FrameMemory.Read32(ref s, frame, Consumer);
        uint producer = FrameMemory.Read32(ref s, frame, Producer);
        uint count = producer - consumer;
        if (count == 0)
            return 0;
        // More than the ring holds cannot be: nothing of it is taken, and the guest starts anew.
        if (count > OutputSize || count > (uint)text.Length)
            count = 0;
        for (uint i = 0; i < count; i++)
            text[(int)i] = FrameMemory.Read8(ref s, frame, Output + ((consumer + i) & (OutputSize - 1)));
        FrameMemory.Write32(ref s, frame, Consumer, producer);
        return count;
    }
}
