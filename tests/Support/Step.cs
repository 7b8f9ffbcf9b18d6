using Verified.Kernel;

namespace Verified.Testing;

/// <summary>
/// One step of a random sequence, before its numbers mean anything. <see cref="Resolve"/> gives them a meaning in a
/// state: mostly what a guest with a plan would do next, sometimes what makes no sense at all.
/// </summary>
/// <param name="Operation">What is done.</param>
/// <param name="Caller">The domain that does it.</param>
/// <param name="A">First number, 0 to 15.</param>
/// <param name="B">Second number, 0 to 15.</param>
/// <param name="C">Third number, 0 to 15.</param>
/// <param name="D">Fourth number, 0 to 15; from <see cref="Planless"/> on, the step follows no plan.</param>
public readonly record struct Step(Operation Operation, uint Caller, int A, int B, int C, int D)
{
    private const int Planless = 12;

    private static readonly uint[] Domains =
        [0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3, DomainIds.Self, 4, 0x7ff1, 0xffff];

    private static readonly uint[] Ports = [1, 2, 3, 4, 5, 6, 7, 1, 2, 3, 1, 2, 1, 0, 8, 0xffff_ffff];
    private static readonly uint[] References = [0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 7, 0, 1, 8, 0xffff_ffff];
    private static readonly uint[] MapFlagBits = [2, 2, 2, 6, 6, 6, 2, 6, 2, 6, 2, 6, 0, 4, 3, 0x12];
    private static readonly uint[] EntryFlagBits = [1, 1, 1, 5, 1, 5, 1, 1, 1, 1, 1, 0, 2, 3, 9, 0x19];
    private static readonly uint[] Gfns = [0, 1, 2, 3, 8, 9, 10, 11, 12, 13, 20, 21, 5, 31, 32, 0x10_0000];

    private bool Planned => D < Planless;

    /// <summary>The domain on which an operation acts: mostly the caller itself.</summary>
    private uint Own => A < Planless ? DomainIds.Self : Domains[A];

    /// <summary>What the step means now.</summary>
    public Call Resolve(ref State s) => Operation switch
    {
        Operation.CreateDomain => new(Operation, Caller, (ulong)A % 9, (ulong)B % 2),
        Operation.PopulateFrame => new(Operation, Caller, Domains[A], Gfns[B]),
        Operation.AllocUnbound => new(Operation, Caller, Own, Domains[B]),
        Operation.BindInterdomain => new(Operation, Caller, Domains[A], Offered(ref s, Domains[A])),
        Operation.Send or Operation.Unmask or Operation.Close or Operation.Poll =>
            new(Operation, Caller, Used(ref s), (ulong)A % 3, (ulong)B),
        Operation.Status => new(Operation, Caller, Own, Ports[C]),
        Operation.BindVirq => new(Operation, Caller, (ulong)A % 4, (ulong)C / 15),
        Operation.BindIpi => new(Operation, Caller, (ulong)C / 14),
        Operation.Reset => new(Operation, Caller, Own),
        Operation.RevokeChannel => new(Operation, Caller, Planned ? Caller : Domains[A], Connected(ref s)),
        Operation.RaiseVirq or Operation.TimerExpire =>
            new(Operation, Caller, (ulong)A % Limits.Domains, (ulong)B % 4),
        Operation.RegisterVcpuInfo => new(Operation, Caller, Spare(ref s), ((ulong)B * 252) + ((ulong)C / 15)),
        Operation.RegisterRunstate => new(
            Operation, Caller, Leaf.MachineFrame(s.Leaves[(int)Caller][(int)Spare(ref s)]), (ulong)B * 300),
        Operation.SetTimer => new(Operation, Caller, (ulong)A, (ulong)B),
        Operation.Watchdog => new(Operation, Caller, (ulong)A % 4, (ulong)B, (ulong)C),
        Operation.SetParam => new(Operation, Caller, Own, (ulong)B * 3, (ulong)C),
        Operation.MapGrantRef => new(
            Operation, Caller, Planned ? (8 + (ulong)(16 * B + C) % 20) << 12 : D == 15 ? 0x8001 : (ulong)Gfns[B] << 12,
            MapFlagBits[C], Offering(ref s, Domains[A], GrantEntry.PermitAccess), Domains[A]),
        Operation.UnmapGrantRef => Unmap(ref s),
        Operation.Transfer => Transfer(ref s),
        Operation.Copy => Copy(ref s),
        Operation.SetVersion => new(Operation, Caller, (ulong)A % 4),
        Operation.QuerySize or Operation.GetVersion => new(Operation, Caller, Domains[A]),
        Operation.SwapGrantRef => new(Operation, Caller, References[A], References[B]),
        Operation.RevokeMapping => Revoke(ref s),
        Operation.SetupTable => new(Operation, Caller, Own),
        // Only RAM moves that no page table stands in.
        Operation.AddToPhysmap => new(
            Operation, Caller, Own, (ulong)B % 4, B % 4 == 2 ? 8 + (ulong)C % 6 : (ulong)C / 14, Gfns[D]),
        Operation.RemoveFromPhysmap => new(
            Operation, Caller, Own, Shown(ref s, LeafKind.SharedInfo, LeafKind.GrantTable, LeafKind.Foreign)),
        Operation.DecreaseReservation => new(Operation, Caller, Own, Shown(ref s, LeafKind.Ram)),
        Operation.PopulatePhysmap => new(Operation, Caller, Own, Gfns[B]),
        Operation.MapGmfnForeign => new(Operation, Caller, Own, Domains[A], Gfns[B], Gfns[4 + (C % 8)]),
        Operation.AskAboutMemory => new(Operation, Caller, Own, (ulong)B % 3),
        Operation.SetUpcallVector => new(Operation, Caller, (ulong)A / 12, (ulong)B * 18),
        Operation.Shutdown => new(Operation, Caller, A == 15 ? 5 : 6 + (ulong)A),
        Operation.GetDecision => new(
            Operation, Caller, 1 + (ulong)A % 2, Identity(A, B), 1 + (ulong)C % 2, Identity(C, D), 1 + (ulong)B % 3),
        Operation.GuestGrants => new(
            Operation, Caller, References[B] % Limits.GrantReferences, Domains[A], Planned ? (ulong)D % 4 : Gfns[D],
            EntryFlagBits[C]),
        Operation.GuestAccepts => new(
            Operation, Caller, References[B] % Limits.GrantReferences, Domains[A], 4 + (ulong)(16 * C + D) % 24,
            D == 15 ? 0xe : GrantEntry.AcceptTransfer),
        _ => new(Operation, Caller, (ulong)A),
    };

    /// <summary>A connected port of the caller, if it has one: the first.</summary>
    private uint Connected(ref State s)
    {
        for (uint p = 1; p < Limits.Ports && Planned; p++)
        {
            if (s.Ports[(int)Caller][(int)p].State == PortState.Interdomain)
                return p;
        }

        return Ports[C];
    }

    /// <summary>RAM of the caller in which no page table of the tests stands; else a frame that is no RAM.</summary>
    private uint Spare(ref State s)
    {
        const uint FirstSpare = 6;
        for (uint gfn = FirstSpare; gfn < Limits.GuestFrames; gfn++)
        {
            if (Leaf.Kind(s.Leaves[(int)Caller][(int)gfn]) == LeafKind.Ram)
                return gfn;
        }

        return Limits.GuestFrames - 1;
    }

    private static uint Identity(int by, int number) =>
        by % 2 == 0 ? (uint)number % 9 * 0x1_0001 : (uint)number % 5;

    /// <summary>A port that the other domain keeps for the caller.</summary>
    private uint Offered(ref State s, uint domain)
    {
        for (uint p = 0; p < Limits.Ports && Planned && domain < Limits.Domains; p++)
        {
            ref Port port = ref s.Ports[(int)domain][(int)p];
            if (port.State == PortState.Unbound && port.RemoteDomain == Caller)
                return p;
        }

        return Ports[C];
    }

    /// <summary>A port of the caller that is in use: the C-th, counted around.</summary>
    private uint Used(ref State s)
    {
        List<uint> used = [];
        for (uint p = 1; p < Limits.Ports && Planned; p++)
        {
            if (s.Ports[(int)Caller][(int)p].State != PortState.Free)
                used.Add(p);
        }

        return used.Count > 0 ? used[C % used.Count] : Ports[C];
    }

    /// <summary>A reference whose entry offers the caller something of a type: the C-th, counted around.</summary>
    private uint Offering(ref State s, uint domain, uint type)
    {
        List<uint> offers = [];
        for (uint r = 0; r < Limits.GrantReferences && Planned && Invariants.Alive(ref s, domain); r++)
        {
            ulong entry = FrameMemory.Read64(ref s, s.Domains[(int)domain].GrantFrame, r * GrantEntry.Size);
            if ((entry & GrantEntry.TypeMask) == type && GrantEntry.Grantee(entry) == Caller)
                offers.Add(r);
        }

        return offers.Count > 0 ? offers[C % offers.Count] : References[D];
    }

    /// <summary>
    /// A copy: length and flags, then of either side its place and its domain and offset, as the structure has them.
    /// </summary>
    private Call Copy(ref State s)
    {
        uint flags = (uint)C % 4;
        (ulong source, uint sourceOf) = CopySide(ref s, A, flags & CopyFlags.SourceReference);
        (ulong target, uint targetOf) = CopySide(ref s, B, flags & CopyFlags.DestinationReference);
        uint length = D == 15 ? 4090u : (uint)D * 5;
        return new(
            Operation, Caller, length | (flags << 16), source, sourceOf, target, targetOf | ((uint)(16 * B) << 16));
    }

    private (ulong Place, uint Domain) CopySide(ref State s, int number, uint byGrant) => byGrant != 0
        ? (Offering(ref s, Domains[number], GrantEntry.PermitAccess), Domains[number] & 0xffff)
        : (Planned ? (ulong)number % 4 : Gfns[number], D == 14 ? Domains[number] & 0xffff : DomainIds.Self);

    /// <summary>To one of the entries that accept a frame from the caller: the C-th, counted around.</summary>
    private Call Transfer(ref State s)
    {
        List<(uint Domain, uint Reference)> entries = [];
        for (uint d = 0; d < Limits.Domains && Planned; d++)
        {
            for (uint r = 0; r < Limits.GrantReferences && Invariants.Alive(ref s, d); r++)
            {
                ulong entry = FrameMemory.Read64(ref s, s.Domains[(int)d].GrantFrame, r * GrantEntry.Size);
                if ((entry & 0xf) == GrantEntry.AcceptTransfer && GrantEntry.Grantee(entry) == Caller)
                    entries.Add((d, r));
            }
        }

        (uint receiver, uint reference) = entries.Count > 0 ? entries[C % entries.Count] : (Domains[A], References[C]);
        return new(Operation, Caller, Planned ? (ulong)B % 4 : Gfns[B], receiver, reference);
    }

    /// <summary>One of all mappings: the C-th, counted around.</summary>
    private Call Revoke(ref State s)
    {
        List<(uint Domain, uint Handle)> mapped = [];
        for (uint h = 0; h < Limits.MaptrackHandles * Limits.Domains && Planned; h++)
        {
            (uint d, uint handle) = (h / Limits.MaptrackHandles, h % Limits.MaptrackHandles);
            if (s.Mappings[(int)d][(int)handle].Used == HandleUse.Mapped)
                mapped.Add((d, handle));
        }

        (uint domain, uint which) = mapped.Count > 0 ? mapped[C % mapped.Count] : (Domains[A], References[B]);
        return new(Operation, Caller, domain, which);
    }

    /// <summary>A place, above the caller's page tables, at which it has something of these kinds.</summary>
    private uint Shown(ref State s, params ReadOnlySpan<uint> kinds)
    {
        for (uint gfn = 8; gfn < Limits.GuestFrames && Planned; gfn++)
        {
            if (kinds.Contains(Leaf.Kind(s.Leaves[(int)Caller][(int)gfn])))
                return gfn;
        }

        return Gfns[4 + (B % 8)];
    }

    /// <summary>A handle of the caller that is in use, with its address, or with a wrong one.</summary>
    private Call Unmap(ref State s)
    {
        List<uint> used = [];
        for (uint h = 0; h < Limits.MaptrackHandles && Planned; h++)
        {
            if (s.Mappings[(int)Caller][(int)h].Used != 0)
                used.Add(h);
        }

        uint handle = used.Count > 0 ? used[A % used.Count] : References[A];
        ulong gfn = handle < Limits.MaptrackHandles ? s.Mappings[(int)Caller][(int)handle].Gfn : 0;
        return new(Operation, Caller, B == 15 ? 0x8001 : (gfn << 12) + (B == 14 ? 4096u : 0), handle);
    }
}
