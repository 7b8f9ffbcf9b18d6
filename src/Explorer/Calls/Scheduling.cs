using Verified.Kernel;

namespace Verified.Calls;

internal static partial class Handlers
{
    private static Dictionary<string, Handler> Scheduling => new()
    {
        ["block"] = (ref s, a, _) => Scheduler.Block(ref s, (uint)a[0]),
        ["poll_port"] = (ref s, a, _) => Scheduler.PollPort(ref s, (uint)a[0], (uint)a[1]),
        ["poll_wait"] = (ref s, a, _) => Scheduler.PollWait(ref s, (uint)a[0], (uint)a[1], a[2]),
        ["shutdown"] = (ref s, a, _) => Scheduler.Shutdown(ref s, (uint)a[0], (uint)a[1]),
        ["set_evtchn_upcall_vector"] = (ref s, a, _) => UpcallVector.Set(ref s, (uint)a[0], (uint)a[1], (uint)a[2]),
        ["unpause"] = (ref s, a, _) => Scheduler.Unpause(ref s, (uint)a[0]),
        ["expire"] = (ref s, a, _) => Scheduler.Expire(ref s, (uint)a[0], a[1]),
        ["remote_shutdown"] = (ref s, a, _) =>
            Scheduler.RemoteShutdown(ref s, (uint)a[0], (uint)a[1], (uint)a[2]),
        ["watchdog"] = (ref s, a, _) => VirtualCpu.Watchdog(ref s, (uint)a[0], (uint)a[1], a[2], a[3]),
    };
}
