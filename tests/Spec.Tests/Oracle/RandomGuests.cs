using Verified.Spec;

namespace Verified.Tests;

/// <summary>
/// Domains that call at random: every number decides one step. Arguments are mostly good, so that calls get far, and
/// sometimes anything at all. Between the calls the guests write into their own pages what they like.
/// </summary>
internal sealed class RandomGuests
{
    private readonly Oracle _oracle;
    private ulong _random;

    public RandomGuests(Oracle oracle)
    {
        _oracle = oracle;
        Policies.LoadSample(oracle.Machine);
    }

    /// <summary>What happened, the failed step last.</summary>
    public List<string> Trace { get; } = [];

    /// <summary>Boots: a pool of frames, three domains with RAM, their grant tables placed; null when all agree.</summary>
    public string? Boot(ulong choice)
    {
        for (ulong frame = 8; frame < 40; frame++)
            if (Call("donate", frame) is { } difference) return difference;

        ulong[] labels = [1, 2, choice % 2 == 0 ? 3U : 4];
        foreach (ulong label in labels)
            if (Call("create_domain", 0, label, 6, label == 1 ? 1U : 0) is { } difference) return difference;

        for (ulong domain = 0; domain < 3; domain++)
        {
            for (ulong gfn = 0; gfn < 5; gfn++)
                if (Call("populate_frame", domain, gfn) is { } difference) return difference;
            if (Call("add_to_physmap", domain, 0x7ff0, 1, 0, 16) is { } other) return other;
            if (Call("unpause", domain) is { } third) return third;
        }

        Trace.Clear();
        Trace.Add($"domains 0, 1 and 2 boot with labels {string.Join(", ", labels)}");
        return null;
    }

    /// <summary>One step, all of it decided by a number; null when both sides agree.</summary>
    public string? Step(ulong choice)
    {
        _random = choice;
        ulong caller = Below(16) == 0 ? 3 : Below(3);
        Wake(caller);
        switch (Below(27))
        {
            case 0 or 1 or 2: return Call("alloc_unbound", caller, Below(2) == 0 ? 0x7ff0 : Dom(), Dom());
            case 3 or 4 or 5: return Bind(caller);
            case 6 or 7: return Call("send", caller, Port());
            case 8: return Call("unmask", caller, Port());
            case 9: return Call("close", caller, Port());
            case 10: return Call("status", caller, Dom(), Port());
            case 11 or 12 or 13: return Grant(caller);
            case < 20: return Map(caller);
            case 20: return Unmap(caller);
            case 21: return Call("setup_table", caller, Dom());
            case 22: return Call("add_to_physmap", caller, Dom(), Below(3), Mostly(0), Gfn());
            case 23: return Schedule(caller);
            case 24: return WriteSharedInfo(caller);
            case 25: return Below(2) == 0 ? Rare(caller) : Ask(caller);
            default: return Call("populate_frame", Below(4), Gfn());
        }
    }

    // Something else than an event, such as a timer, makes a waiting vCPU run.
    private void Wake(ulong caller)
    {
        ulong run = Read(Vcpus.Run, caller);
        if ((run != VcpuRun.Blocked && run != VcpuRun.Polling) || Below(4) == 0) return;
        foreach (Field field in (Field[])[Vcpus.Run, Vcpus.PollPort, Vcpus.Deadline])
            _oracle.Machine.Write(field, (int)caller, 0, 0);
        Trace.Add($"domain {caller} wakes");
    }

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

    private string? Grant(ulong caller)
    {
        if (Read(Domains.Status, caller) != DomainStatus.Alive) return null;
        ulong flags = Below(8) == 0 ? Below(32) : EntryFlags.PermitAccess | (Below(3) == 0 ? EntryFlags.ReadOnly : 0);
        ulong entry = flags | (Below(3) << 16) | (Below(6) << 32);
        if (Below(20) == 0) entry |= Next() << 32;
        Store(Read(Domains.GrantFrame, caller), 8 * (int)Below(4), entry, "writes its grant table");
        return null;
    }

    private string? Map(ulong caller)
    {
        ulong flags = Below(16) == 0 ? Below(16) : Below(2) == 0 ? 2UL : 6UL;
        ulong address = (Gfn() << 12) + (Below(30) == 0 ? 8UL : 0);
        ulong granter = Below(3);
        ulong reference = Below(4);
        for (int tries = 0; tries < 8 && !Names(granter, reference, caller); tries++)
            (granter, reference) = (Below(3), Below(4));
        return Call("map_grant_ref", caller, address, flags,
            Below(30) == 0 ? Below(20) : reference, Below(30) == 0 ? Dom() : granter);
    }

    private bool Names(ulong granter, ulong reference, ulong caller)
    {
        int at = (int)Read(Domains.GrantFrame, granter) * KernelMachine.FrameBytes + 8 * (int)reference;
        ulong entry = BitConverter.ToUInt64(_oracle.Machine.Memory, at);
        return (entry & EntryFlags.TypeMask) == EntryFlags.PermitAccess && ((entry >> 16) & 0xffff) == caller;
    }

    private string? Unmap(ulong caller)
    {
        ulong handle = Below(12) == 0 ? Below(20) : Below(4);
        ulong gfn = handle < 8 && Below(12) != 0 ? Read(Mappings.Gfn, caller, handle) : Gfn();
        return Call("unmap_grant_ref", caller, gfn << 12, handle);
    }

    private string? Schedule(ulong caller) => Below(6) switch
    {
        0 => Call("block", caller),
        1 => Call("poll_port", caller, Port()),
        2 => Call("poll_wait", caller, Port() & 7, Below(50)),
        3 => Call("set_evtchn_upcall_vector", caller, Mostly(0), Below(300)),
        _ => Call("expire", caller, Below(60)),
    };

    private string? WriteSharedInfo(ulong caller)
    {
        if (Read(Domains.Status, caller) != DomainStatus.Alive) return null;
        int[] offsets = [0, 8, 0x800, 0xa00];
        ulong value = Below(3) == 0 ? Below(256) : 0;
        Store(Read(Domains.SharedInfoFrame, caller), offsets[Below(4)], value, "writes its shared_info");
        return null;
    }

    private string? Ask(ulong caller)
    {
        ulong by1 = 1 + Below(2), by2 = 1 + Below(2);
        return Call("getdecision", caller, Mostly(by1), Label(by1), Mostly(by2), Label(by2), Mostly(1 + Below(2)));
    }

    private ulong Label(ulong by)
    {
        ulong label = Below(8);
        return by == Decision.ByDomain ? Dom() : (label << 16) | (Below(4) == 0 ? 0 : label);
    }

    // What would end a run too soon if it came often: a new domain, a shutdown, a domain that is being destroyed, and
    // kinds of ports for which there is no operation yet.
    private string? Rare(ulong caller)
    {
        switch (Below(10))
        {
            case 0: return Call("create_domain", caller, Below(6), Below(5), Below(2));
            case 1: return Below(4) == 0 ? Call("shutdown", caller, Below(8)) : null;
            case 2: return Call("unpause", Below(6));
            case 3: return Call("donate", Below(70));
            case 4 when Below(4) == 0 && Read(Domains.Status, caller) == DomainStatus.Alive:
                _oracle.Machine.Write(Domains.Status, (int)caller, 0, DomainStatus.Dying);
                Trace.Add($"domain {caller} is dying");
                return null;
            case < 8: return MakeIpi(caller);
            default: return Call("alloc_unbound", caller, Next() & 0xffff_ffff, Next() & 0xffff_ffff);
        }
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

    private string? Call(string name, params ulong[] arguments)
    {
        string? difference = _oracle.Call(name, arguments);
        Trace.Add($"{name}({string.Join(", ", arguments)}) = {_oracle.Result}");
        return difference;
    }

    private void Store(ulong frame, int offset, ulong value, string what)
    {
        _oracle.Store((uint)frame, offset, value);
        Trace.Add($"the owner of frame {frame} {what}: {value:x} at {offset:x}");
    }

    private ulong Read(Field field, ulong row, ulong column = 0) =>
        _oracle.Machine.Read(field, (int)row, (int)column);

    private ulong Dom() => Below(12) switch { 0 => Below(8), 1 => 0x7ff1, 2 or 3 or 4 => 0x7ff0, _ => Below(3) };

    private ulong Port() => Below(20) == 0 ? Below(20) : Below(8);

    private ulong Gfn() => Below(20) == 0 ? Below(40) : 5 + Below(14);

    private ulong Mostly(ulong usual) => Below(10) == 0 ? Next() & 0xffff_ffff : usual;

    private ulong Below(ulong bound) => Next() % bound;

    // SplitMix64: neighbouring choices make unrelated steps, so shrinking a number still gives a step.
    private ulong Next()
    {
        _random += 0x9e3779b97f4a7c15;
        ulong z = (_random ^ (_random >> 30)) * 0xbf58476d1ce4e5b9;
        z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
        return z ^ (z >> 31);
    }
}
