using Verified.Kernel;

namespace Verified.Calls;

internal static partial class Handlers
{
    private static Dictionary<string, Handler> EventChannels => new()
    {
        ["alloc_unbound"] = (ref s, a, _) => EventChannel.AllocUnbound(ref s, (uint)a[0], (uint)a[1], (uint)a[2]),
        ["bind_interdomain"] = (ref s, a, _) => EventChannel.BindInterdomain(ref s, (uint)a[0], (uint)a[1], (uint)a[2]),
        ["send"] = (ref s, a, _) => EventChannel.Send(ref s, (uint)a[0], (uint)a[1]),
        ["unmask"] = (ref s, a, _) => EventChannel.Unmask(ref s, (uint)a[0], (uint)a[1]),
        ["close"] = (ref s, a, _) => EventChannel.Close(ref s, (uint)a[0], (uint)a[1]),
        ["bind_virq"] = (ref s, a, _) => EventChannel.BindVirq(ref s, (uint)a[0], (uint)a[1], (uint)a[2]),
        ["bind_ipi"] = (ref s, a, _) => EventChannel.BindIpi(ref s, (uint)a[0], (uint)a[1]),
        ["bind_vcpu"] = (ref s, a, _) => EventChannel.BindVcpu(ref s, (uint)a[0], (uint)a[1], (uint)a[2]),
        ["reset"] = (ref s, a, _) => EventChannel.Reset(ref s, (uint)a[0], (uint)a[1]),
        ["init_control"] = (ref s, a, _) =>
            EventChannel.InitControl(ref s, (uint)a[0], a[1], (uint)a[2], (uint)a[3]),
        ["raise_virq"] = (ref s, a, _) => EventChannel.RaiseVirq(ref s, (uint)a[0], (uint)a[1]),
        ["revoke_channel"] = (ref s, a, _) => EventChannel.RevokeChannel(ref s, (uint)a[0], (uint)a[1]),
        ["status"] = (ref s, a, o) =>
        {
            long result = EventChannel.Status(ref s, (uint)a[0], (uint)a[1], (uint)a[2], out PortStatus status);
            (o[0], o[1], o[2]) = (status.Status, status.Remote, status.RemotePort);
            return result;
        },
    };
}
