using Verified.Spec;

namespace Verified.Tests;

internal sealed partial class RandomGuests
{
    private IEnumerable<Weighted> EventChannelsSteps =>
    [
        new(3, caller => Call("alloc_unbound", caller, Below(2) == 0 ? 0x7ff0 : Dom(), Dom())),
        new(3, Bind),
        new(2, caller => Call("send", caller, Port())),
        new(1, caller => Call("unmask", caller, Port())),
        new(1, caller => Call("close", caller, Port())),
        new(1, caller => Call("status", caller, Dom(), Port())),
        new(1, WriteSharedInfo),
        new(1, caller => Below(4) == 0 ? MakeIpi(caller) : null),
        new(1, caller => Below(16) == 0 ? Call("alloc_unbound", caller, Next() & 0xffff_ffff, Next() & 0xffff_ffff) : null),
    ];

    private string? Bind(ulong caller)
    {
        ulong remote = Below(3);
        ulong port = Below(8);
        for (ulong p = 0; p < 8 && Below(8) != 0; p++)
        {
            if (Read(Ports.State, remote, p) == PortState.Unbound && Read(Ports.RemoteDomain, remote, p) == caller)
                port = p;
        }

        return Call("bind_interdomain", caller, Below(12) == 0 ? Dom() : remote, port);
    }

    private string? WriteSharedInfo(ulong caller)
    {
        if (Read(Domains.Status, caller) != DomainStatus.Alive) return null;
        int[] offsets = [0, 8, 0x800, 0xa00];
        ulong value = Below(3) == 0 ? Below(256) : 0;
        Store(Read(Domains.SharedInfoFrame, caller), offsets[Below(4)], value, "writes its shared_info");
        return null;
    }

    private string? MakeIpi(ulong caller)
    {
        ulong port = Below(8);
        if (Read(Domains.Status, caller) != DomainStatus.Alive || Read(Ports.State, caller, port) != PortState.Free)
            return null;
        ulong bits = Read(Ports.FreeBits, caller);
        _oracle.Machine.Write(Ports.State, (int)caller, (int)port, Below(2) == 0 ? PortState.Ipi : PortState.Virq);
        _oracle.Machine.Write(Ports.FreeBits, (int)caller, 0, bits & ~(1UL << (int)port));
        Trace.Add($"port {port} of domain {caller} is bound to its vCPU or an interrupt");
        return null;
    }
}
