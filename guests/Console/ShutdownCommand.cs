using System;

namespace Verified.Guests;

/// <summary><c>shutdown</c>.</summary>
internal static unsafe class ShutdownCommand
{
    private const ulong RemoteShutdown = 4;

    internal static ReadOnlySpan<byte> Usage => "shutdown"u8;

    /// <summary>Shuts every other domain down; whether that is what the line says.</summary>
    internal static bool Run(ref Words words)
    {
        if (words.HasMore)
        {
            Complain.Usage(Usage);
            return false;
        }

        DomainInfo info = default;
        for (uint next = 1; Domctl.TryGetInfo(next, ref info); next = info.Id + 1)
        {
            if ((info.Flags & DomainInfo.HasShutDown) != 0)
                continue;
            // struct sched_remote_shutdown: the domain, and the reason (0: poweroff).
            ulong argument = info.Id;
            Xen.Call(Xen.SchedOp, RemoteShutdown, (ulong)&argument, 0);
        }

        return true;
    }
}
