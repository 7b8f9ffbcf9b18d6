using Verified.Kernel;
using Verified.Replay;

namespace Verified.Swarm;

/// <summary>
/// The processor's translations at their worst: whenever a domain runs it keeps every translation that its leaves give,
/// until a flush. One that its leaves no longer give must never be there when the domain is entered again.
/// </summary>
/// <param name="host">The kernel.</param>
internal sealed class Translations(KernelHost host)
{
    private readonly ulong[,] _kept = new ulong[Limits.Domains, Limits.GuestFrames];

    /// <summary>
    /// A domain is entered, before the flush that it may owe is made: what it would see that it may not; else null.
    /// </summary>
    public string? Enter(int domain)
    {
        bool isFlushed = host.State.Domains[domain].FlushOwed != 0;
        for (int gfn = 0; gfn < Limits.GuestFrames; gfn++)
        {
            ulong now = host.State.Leaves[domain][gfn];
            ref ulong kept = ref _kept[domain, gfn];
            if (kept == now) continue;
            if (!isFlushed && IsStale(kept, now)) return $"domain {domain} is entered with a stale translation of guest frame {gfn}";
            kept = now;
        }

        return null;
    }

    private static bool IsStale(ulong kept, ulong now) =>
        (kept & Leaf.Present) != 0
        && ((now & Leaf.Present) == 0
            || Leaf.MachineFrame(now) != Leaf.MachineFrame(kept)
            || (kept & ~now & Leaf.Writable) != 0
            || (now & ~kept & Leaf.NoExecute) != 0);
}
