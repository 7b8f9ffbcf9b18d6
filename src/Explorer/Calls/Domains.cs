using Verified.Kernel;

namespace Verified.Calls;

internal static partial class Handlers
{
    private static Dictionary<string, Handler> Domains => new()
    {
        ["create_domain"] = (ref s, a, _) =>
            DomainControl.CreateDomain(ref s, (uint)a[0], (uint)a[1], (uint)a[2], (uint)a[3]),
        ["destroydomain"] = (ref s, a, _) => DomainControl.DestroyDomain(ref s, (uint)a[0], (uint)a[1]),
        ["pausedomain"] = (ref s, a, _) => DomainControl.PauseDomain(ref s, (uint)a[0], (uint)a[1]),
        ["unpausedomain"] = (ref s, a, _) => DomainControl.UnpauseDomain(ref s, (uint)a[0], (uint)a[1]),
        ["max_mem"] = (ref s, a, _) => DomainControl.MaxMem(ref s, (uint)a[0], (uint)a[1], a[2]),
        ["getdomaininfo"] = (ref s, a, o) =>
        {
            long result = DomainControl.GetDomainInfo(ref s, (uint)a[0], (uint)a[1], out DomainInfo info);
            (o[0], o[1], o[2]) = (info.Domain, info.OwnedFrames, info.MaximumFrames);
            return result;
        },
        ["load_memory"] = (ref s, a, _) =>
            DomainControl.LoadMemory(ref s, (uint)a[0], (uint)a[1], a[2], (uint)a[3]),
        ["save_memory"] = (ref s, a, _) =>
            DomainControl.SaveMemory(ref s, (uint)a[0], (uint)a[1], a[2], (uint)a[3]),
        ["set_vcpu_context"] = (ref s, a, _) => DomainControl.SetContext(ref s, (uint)a[0], (uint)a[1]),
        ["get_vcpu_context"] = (ref s, a, _) => DomainControl.GetContext(ref s, (uint)a[0], (uint)a[1]),
        ["destroy_port"] = (ref s, a, _) => DomainControl.DestroyPort(ref s, (uint)a[0]),
        ["destroy_mapping"] = (ref s, a, _) => DomainControl.DestroyMapping(ref s, (uint)a[0]),
        ["destroy_grant"] = (ref s, a, _) => DomainControl.DestroyGrant(ref s, (uint)a[0]),
        ["destroy_leaf"] = (ref s, a, _) => DomainControl.DestroyLeaf(ref s, (uint)a[0]),
        ["destroy_end"] = (ref s, a, _) => DomainControl.DestroyEnd(ref s, (uint)a[0]),
    };
}
