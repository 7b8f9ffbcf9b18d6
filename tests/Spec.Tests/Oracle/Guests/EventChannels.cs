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
        new(1, caller => Bound(caller)),
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

    private string? Bound(ulong caller) => Below(8) switch
    {
        0 => Call("bind_ipi", caller, Mostly(0)),
        1 or 2 => Call("bind_virq", caller, Below(5) == 0 ? Below(40) : Below(3), Mostly(0)),
        3 or 4 => Call("raise_virq", Below(4), Below(3)),
        5 => Call("bind_vcpu", caller, Port(), Mostly(0)),
        6 when Below(6) == 0 => Call("reset", caller, Dom()),
        6 => Below(3) == 0 ? Call("revoke_channel", Below(8) == 0 ? Below(5) : caller, Connected(caller)) : null,
        _ => Call("init_control", caller, Below(40), 8 * Below(600) + Below(8) / 7, Mostly(0)),
    };

    // A connected port of a domain, if it has one.
    private ulong Connected(ulong domain)
    {
        ulong port = Port();
        for (int tries = 0; tries < 8 && Read(Ports.State, domain, port % 8) != PortState.Interdomain; tries++)
            port = Below(8);
        return port;
    }

    private string? WriteSharedInfo(ulong caller)
    {
        if (Read(Domains.Status, caller) != DomainStatus.Alive) return null;
        ulong value = Below(3) == 0 ? Below(256) : 0;
        if (Below(2) == 0)
            Store(Read(Domains.SharedInfoFrame, caller), Below(2) == 0 ? 0x800 : 0xa00, value, "writes its shared_info");
        else
            Store(Read(Vcpus.InfoFrame, caller), (int)(Read(Vcpus.InfoOffset, caller) + (8 * Below(2))), value, "writes its vcpu_info");
        return null;
    }
}
