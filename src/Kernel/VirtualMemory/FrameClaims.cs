using System.Runtime.CompilerServices;

namespace Verified.Kernel;

/// <summary>
/// The frames that are set aside for domains. A domain's claim is what it may own or, when its limit has been lowered
/// since, what it still owns. Claims never exceed what there is, so a domain below its limit always finds a free frame,
/// whatever the others do.
/// </summary>
public static class FrameClaims
{
    /// <summary>Frames of RAM that are the domain's, given out or not.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Of(ref Domain domain) =>
        domain.MaximumFrames > domain.OwnedFrames ? domain.MaximumFrames : domain.OwnedFrames;

    /// <summary>
    /// The domain owns one frame of RAM less, which it keeps a claim to; unless it had more than its limit: then the
    /// claim sinks with it.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void GiveUpOne(ref State s, ref Domain owner)
    {
        uint owned = owner.OwnedFrames;
        if (owned > owner.MaximumFrames)
            s.Unclaimed = s.Unclaimed + 1;

        owner.OwnedFrames = owned - 1;
    }
}
