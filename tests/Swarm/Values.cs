using Verified.Kernel;
using Verified.Replay;
using Verified.Spec;

namespace Verified.Swarm;

/// <summary>
/// Chooses the arguments of a call by their names: mostly what gets a call far in the state that there is, sometimes
/// anything. A name that is not known here gets numbers of all sizes, so that a new operation is called at once.
/// </summary>
internal sealed class Values(KernelHost host, Dice dice)
{
    private const ulong Self = 0x7ff0;
    private const ulong Xen = 0x7ff1;
    private const int Tries = 8;

    private static readonly ulong[] Edges =
    [
        0, 1, 2, 3, 4, 7, 8, 15, 16, 31, 32, 63, 64, 255, 256, 4095, 4096, Self, Xen, ushort.MaxValue, int.MaxValue,
        uint.MaxValue, 1UL << 32, long.MaxValue, ulong.MaxValue,
    ];

    private ref State State => ref host.State;

    /// <summary>The arguments of a call by a domain, if the move has a caller.</summary>
    public ulong[] Choose(Move move, ulong caller)
    {
        ulong[] arguments = new ulong[move.Names.Length];
        foreach (int i in move.Order)
        {
            ulong value = i == move.Caller ? caller : Of(move, i, arguments);
            arguments[i] = move.Widths[i] == 32 ? (uint)value : value;
        }

        return arguments;
    }

    /// <summary>A guest frame number: of RAM, of something else or of nothing.</summary>
    public ulong Gfn() => dice.OneIn(24) ? Anything() : dice.OneIn(2) ? dice.Below(5) : 5 + dice.Below(14);

    private ulong Of(Move move, int i, ulong[] arguments)
    {
        ulong own = move.Own >= 0 ? arguments[move.Own] : 0;
        if (dice.OneIn(64)) return Anything();
        switch (move.Names[i])
        {
            case "domain": return dice.Below(4);
            case "port": return Port(own);
            case "remote_port": return RemotePort(arguments[move.Peer], own);
            case "ref": return Reference(move, arguments, own);
            case "handle": return Handle(own);
            case "host_addr": return Address(move, arguments, own);
            case "gfn" or "gpfn" or "gmfn": return Gfn();
            case "frame" when move.Caller < 0: return dice.Below(Limits.Frames + 4);
            case "frame" or "next_frame": return Frame(own);
            case "source_frame_or_ref": return CopyPlace(arguments, i - 1, Spec.CopyFlags.SourceReference);
            case "dest_frame_or_ref": return CopyPlace(arguments, i - 1, Spec.CopyFlags.DestinationReference);
            case "source_offset" or "dest_offset" or "offset": return Offset();
            case "length": return dice.OneIn(10) ? dice.Below(5000) : dice.Below(64);
            case "flags": return dice.OneIn(8) ? dice.Below(16) : move.Peer == 4 ? 2 + (4 * dice.Below(2)) : dice.Below(4);
            case "vcpu" or "word" or "unlabeled" or "policy" or "mode": return dice.OneIn(10) ? dice.Below(4) : dice.Below(8) / 7;
            case "by1" or "by2": return 1 + dice.Below(2);
            case "id1": return Label(arguments[Array.IndexOf(move.Names, "by1")]);
            case "id2": return Label(arguments[Array.IndexOf(move.Names, "by2")]);
            case "virq": return dice.OneIn(5) ? dice.Below(40) : dice.Below(3);
            case "idx": return dice.OneIn(3) ? dice.Below(10) : 0;
            case "ssidref" when move.Operation.Name == "change_label": return Successor();
            case "ssidref" or "labels" or "row": return dice.Below(6);
            case "deadline" or "now" or "kib" or "value" or "period": return dice.OneIn(5) ? Anything() : dice.Below(60);
            case "index": return dice.Below(42);
            case "vector": return dice.Below(300);
            case "reason" or "hook" or "space" or "table" or "types" or "cmd" or "id" or "version" or "type": return dice.Below(8);
            case "max_frames": return dice.Below(10);
            case "privileged": return dice.Below(8) / 7;
            default: return Move.IsPeer(move.Names[i]) ? Domain() : Unknown();
        }
    }

    private ulong Domain() => dice.Below(12) switch
    {
        0 => dice.Below(8),
        1 => dice.OneIn(3) ? Xen : Self,
        2 or 3 or 4 => Self,
        _ => dice.Below(3),
    };

    private ulong Port(ulong domain)
    {
        ulong port = dice.Below(Limits.Ports);
        if (domain >= Limits.Domains) return port;
        for (int t = 0; t < Tries && State.Ports[(int)domain][(int)port].State == Spec.PortState.Free; t++)
            port = dice.Below(Limits.Ports);
        return port;
    }

    private ulong RemotePort(ulong remote, ulong caller)
    {
        ulong port = dice.Below(Limits.Ports);
        if (remote == Self) remote = caller;
        if (remote >= Limits.Domains) return port;
        for (int t = 0; t < Tries; t++)
        {
            ref Port entry = ref State.Ports[(int)remote][(int)port];
            if (entry.State == Spec.PortState.Unbound && entry.RemoteDomain == caller) break;
            port = dice.Below(Limits.Ports);
        }

        return port;
    }

    // A reference of a domain that has granted it to the caller: the domain is chosen with it.
    private ulong Reference(Move move, ulong[] arguments, ulong caller)
    {
        ulong reference = dice.Below(4);
        for (int t = 0; t < 2 * Tries && move.Peer >= 0; t++)
        {
            ulong granter = arguments[move.Peer] == Self ? caller : arguments[move.Peer];
            if (granter < Limits.Domains && Names(granter, reference, caller)) break;
            if (t % 2 == 1) arguments[move.Peer] = Domain();
            reference = dice.Below(4);
        }

        return reference;
    }

    private bool Names(ulong granter, ulong reference, ulong caller)
    {
        if (State.Domains[(int)granter].Status != Spec.DomainStatus.Alive) return false;
        ulong entry = host.Word(State.Domains[(int)granter].GrantFrame, 8 * (int)reference);
        return (entry & EntryFlags.TypeMask) != 0 && ((entry >> 16) & 0xffff) == caller;
    }

    private ulong Handle(ulong domain)
    {
        ulong handle = dice.Below(Limits.MaptrackHandles);
        if (domain >= Limits.Domains) return handle;
        for (int t = 0; t < Tries && State.Mappings[(int)domain][(int)handle].Used == Spec.HandleUse.Free; t++)
            handle = dice.Below(Limits.MaptrackHandles);
        return handle;
    }

    private ulong Address(Move move, ulong[] arguments, ulong caller)
    {
        int handleAt = Array.IndexOf(move.Names, "handle");
        ulong gfn = dice.OneIn(12) ? Gfn() : 5 + dice.Below(14);
        if (handleAt >= 0 && arguments[handleAt] < Limits.MaptrackHandles && caller < Limits.Domains && !dice.OneIn(12))
            gfn = State.Mappings[(int)caller][(int)arguments[handleAt]].Gfn;
        return (gfn << 12) + (dice.OneIn(30) ? dice.Below(4096) : 0);
    }

    // A machine frame that the caller sees, as the hypercall's front end would find it.
    private ulong Frame(ulong caller)
    {
        if (caller >= Limits.Domains || dice.OneIn(8)) return dice.Below(Limits.Frames + 4);
        return Leaf.MachineFrame(State.Leaves[(int)caller][(int)dice.Below(20)]);
    }

    private ulong CopyPlace(ulong[] arguments, int domainAt, ulong flag)
    {
        ulong caller = arguments[0];
        if ((arguments[1] & flag) == 0)
        {
            if (!dice.OneIn(8)) arguments[domainAt] = Self;
            return Gfn();
        }

        ulong reference = dice.Below(4);
        for (int t = 0; t < 2 * Tries; t++)
        {
            ulong granter = arguments[domainAt] == Self ? caller : arguments[domainAt];
            if (granter < Limits.Domains && Names(granter, reference, caller)) break;
            arguments[domainAt] = dice.Below(3);
            reference = dice.Below(4);
        }

        return reference;
    }

    private ulong Offset() => dice.OneIn(2) ? 64 * dice.Below(66) : dice.Below(4200);

    private ulong Label(ulong by)
    {
        if (by == Spec.Decision.ByDomain) return Domain();
        ulong label = dice.Below(8);
        return (label << 16) | (dice.OneIn(4) ? 0 : label);
    }

    // While domains get new labels: the one that the next domain must get.
    private ulong Successor()
    {
        uint domain = State.Monitor.Change.Domain;
        if (domain >= Limits.Domains || dice.OneIn(12)) return dice.Below(9);
        uint label = State.Monitor.Labellings[(int)State.Monitor.Current].Ssidref[(int)domain];
        return State.Monitor.Change.Successors[(int)(label % Limits.Labels)];
    }

    private ulong Unknown() => dice.Below(4) switch
    {
        0 => dice.Below(4),
        1 => dice.Below(16),
        2 => dice.Below(64),
        _ => Anything(),
    };

    private ulong Anything() => dice.Below(3) switch
    {
        0 => dice.Next(),
        1 => dice.Next() & uint.MaxValue,
        _ => Edges[dice.Below((ulong)Edges.Length)],
    };
}
