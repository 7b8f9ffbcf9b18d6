using Verified.Kernel;

namespace Verified.Tests;

/// <summary>A handler of the kernel under the specification's name: arguments as numbers, result, outputs.</summary>
internal delegate long Handler(ref State state, ulong[] arguments, ulong[] outputs);

internal static class Handlers
{
    /// <summary>Every handler that the specification speaks of.</summary>
    public static IReadOnlyDictionary<string, Handler> All { get; } = new Dictionary<string, Handler>
    {
        ["alloc_unbound"] = (ref s, a, _) => EventChannel.AllocUnbound(ref s, (uint)a[0], (uint)a[1], (uint)a[2]),
        ["bind_interdomain"] = (ref s, a, _) => EventChannel.BindInterdomain(ref s, (uint)a[0], (uint)a[1], (uint)a[2]),
        ["send"] = (ref s, a, _) => EventChannel.Send(ref s, (uint)a[0], (uint)a[1]),
        ["unmask"] = (ref s, a, _) => EventChannel.Unmask(ref s, (uint)a[0], (uint)a[1]),
        ["close"] = (ref s, a, _) => EventChannel.Close(ref s, (uint)a[0], (uint)a[1]),
        ["status"] = (ref s, a, o) =>
        {
            long result = EventChannel.Status(ref s, (uint)a[0], (uint)a[1], (uint)a[2], out PortStatus status);
            (o[0], o[1], o[2]) = (status.Status, status.Remote, status.RemotePort);
            return result;
        },
        ["map_grant_ref"] = (ref s, a, _) =>
            GrantTable.MapGrantRef(ref s, (uint)a[0], a[1], (uint)a[2], (uint)a[3], (uint)a[4]),
        ["unmap_grant_ref"] = (ref s, a, _) => GrantTable.UnmapGrantRef(ref s, (uint)a[0], a[1], (uint)a[2]),
        ["setup_table"] = (ref s, a, o) => GrantTable.SetupTable(ref s, (uint)a[0], (uint)a[1], out o[0]),
        ["add_to_physmap"] = (ref s, a, _) =>
            PhysicalMap.AddToPhysmap(ref s, (uint)a[0], (uint)a[1], (uint)a[2], a[3], a[4]),
        ["block"] = (ref s, a, _) => Scheduler.Block(ref s, (uint)a[0]),
        ["poll_port"] = (ref s, a, _) => Scheduler.PollPort(ref s, (uint)a[0], (uint)a[1]),
        ["poll_wait"] = (ref s, a, _) => Scheduler.PollWait(ref s, (uint)a[0], (uint)a[1], a[2]),
        ["shutdown"] = (ref s, a, _) => Scheduler.Shutdown(ref s, (uint)a[0], (uint)a[1]),
        ["set_evtchn_upcall_vector"] = (ref s, a, _) => UpcallVector.Set(ref s, (uint)a[0], (uint)a[1], (uint)a[2]),
        ["getdecision"] = (ref s, a, o) =>
        {
            long result = Decision.GetDecision(
                ref s, (uint)a[0], (uint)a[1], (uint)a[2], (uint)a[3], (uint)a[4], (uint)a[5], out uint decision);
            o[0] = decision;
            return result;
        },
        ["create_domain"] = (ref s, a, _) =>
            DomainControl.CreateDomain(ref s, (uint)a[0], (uint)a[1], (uint)a[2], (uint)a[3]),
        ["populate_frame"] = (ref s, a, _) => PhysicalMap.PopulateFrame(ref s, (uint)a[0], (uint)a[1]),
        ["unpause"] = (ref s, a, _) => Scheduler.Unpause(ref s, (uint)a[0]),
        ["donate"] = (ref s, a, _) => FramePool.Donate(ref s, (uint)a[0]),
        ["expire"] = (ref s, a, _) =>
        {
            Scheduler.Expire(ref s, (uint)a[0], a[1]);
            return 0;
        },
    };
}
