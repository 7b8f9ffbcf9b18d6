using Verified.Symbolic.ControlFlow;

namespace Verified.Proofs.Mediation;

/// <summary>
/// EntryState: what a guest may not do by itself stands in its VMCB's control area (AMD64 manual vol. 2, appendix B),
/// and
/// stays there. All code that may store to a slot is looked at, whatever its class: one routine writes the control
/// words
/// when a vCPU is made, with the required bits; who else stores there leaves them as they are, or keeps the bits.
/// </summary>
internal sealed class ControlWords
{
    /// <summary>The routines that write a new vCPU's control area.</summary>
    private const string Maker = "Machine_Protected_VcpuSetup__";

    private const int ControlBytes = 0x400;

    private readonly KernelCode _code;
    private readonly SlotArea _slots;
    private readonly List<string> _against = [];
    private readonly HashSet<ulong> _makers = [];
    private readonly HashSet<ulong> _others = [];
    private readonly Dictionary<int, byte> _ones = [];

    private ControlWords(KernelCode code, StoreAreas areas)
    {
        _code = code;
        _slots = areas.Slots;
    }

    /// <summary>
    /// The fields that must hold their bits at every VMRUN: offset, bytes, the bits, why. A word that must be one value
    /// is in <see cref="Values"/>.
    /// </summary>
    public static IReadOnlyList<(int Offset, int Bytes, ulong Bits, string What)> Required { get; } =
    [
        (0x004, 4, 0xffff_ffff, "debug registers, read and written"),
        (0x008, 4, Bits(1, 17, 18), "#DB, #AC, #MC"),
        (0x00c, 4, Bits(0, 1, 2, 3), "INTR, NMI, SMI, INIT"),
        (0x00c, 4, Bits(15, 18, 22, 24, 26), "RDPMC, CPUID, INVD, HLT, INVLPGA"),
        (0x00c, 4, Bits(27, 28, 29, 31), "IOIO, MSR, task switch, shutdown"),
        (0x010, 4, Bits(0, 1, 2, 3, 4, 5, 6), "VMRUN, VMMCALL, VMLOAD, VMSAVE, STGI, CLGI, SKINIT"),
        (0x010, 4, Bits(8, 9, 10, 11, 12, 13, 14), "ICEBP, WBINVD, MONITOR, MWAIT, XSETBV, RDPRU"),
        (0x060, 8, Bits(24), "V_INTR_MASKING"),
        (0x090, 8, Bits(0), "NP_ENABLE"),
    ];

    /// <summary>Fields that are given an address or an identifier, and who else may write: nobody.</summary>
    private IReadOnlyList<(int Offset, int Bytes, Func<AbstractValue, bool> IsRight, string What)> Values =>
    [
        (0x040, 8, v => IsAddress(v, "io_permission_map"), "the I/O permission map"),
        (0x048, 8, v => IsAddress(v, "msr_permission_map"), "the MSR permission map"),
        (0x058, 4, v => v.Origin.Kind == OriginKind.Number && v.Low >= 1 && v.High <= Asids, "the ASID, not the host's"),
        (0x0b0, 8, IsNestedRoot, "N_CR3, a root of nested tables"),
    ];

    /// <summary>Fields that code may write between two VMRUNs: they hold no protection.</summary>
    private static readonly (int Offset, int Bytes)[] s_free =
    [
        (0x05c, 4), // TLB_CONTROL: more flushing than is owed does no harm; that what is owed is flushed, see docs
        (0x068, 8), // interrupt shadow
        (0x088, 8), // EXITINTINFO, which the processor wrote
        (0x0a8, 8), // EVENTINJ
    ];

    private const int Asids = 8;
    private const ulong NestedBytes = 3 * 4096;

    /// <summary>Looks at every store to the slots.</summary>
    public static MediationFinding Check(KernelCode code, FrameAnalysis analysis, StoreAreas areas)
    {
        ControlWords words = new(code, areas);
        foreach ((CodeFunction function, AbstractStore store) in analysis.Stores)
        {
            if (areas.Of(store) == StoreRegion.Slots)
                words.Look(function, store);
        }

        words.RequireAllMade();
        return MediationFinding.Of(
            "entry state",
            "a VMCB's control area is written when the vCPU is made, with every required bit, and keeps it",
            $"{words._makers.Count} stores make it, {words._others.Count} change it between two runs",
            [.. words._against.Distinct()]);
    }

    private void Look(CodeFunction function, AbstractStore store)
    {
        // The processor itself writes at VMRUN and VMSAVE: the save area, and the exit's particulars.
        if (store.Value is null && _code.All.Instructions.TryGetValue(store.At, out Iced.Intel.Instruction i)
            && i.Mnemonic is Iced.Intel.Mnemonic.Vmrun or Iced.Intel.Mnemonic.Vmsave)
            return;
        if (_slots.FieldOf(store.Place) is not { } field)
        {
            _against.Add($"{Text(store)}: nobody can say which field of a slot it is");
            return;
        }

        bool isMaker = KernelCode.NameOf(function).StartsWith(Maker, StringComparison.Ordinal);
        int end = field + SlotArea.Reach(store);
        if (field >= ControlBytes && end <= SlotArea.SlotBytes)
        {
            if (!isMaker && field < SlotArea.EndOfWhose && end > SlotArea.Domain)
                _against.Add($"{Text(store)}: whose slot it is changes");
            return;
        }

        if (isMaker)
            LookAtMaker(store, field);
        else
            LookAtOther(store, field);
    }

    private void LookAtMaker(AbstractStore store, int field)
    {
        _makers.Add(store.At);
        // The whole page is cleared first.
        if (field == 0 && store.Value is null && store.Bytes.Low == 4096)
            return;
        if (store.Value is not { } value)
        {
            _against.Add($"{Text(store)}: what is written there is not known");
            return;
        }

        int size = SlotArea.Reach(store);
        ulong ones = value.Ones;
        foreach ((int offset, int bytes, Func<AbstractValue, bool> isRight, string what) in Values)
        {
            if (offset == field && bytes == size && isRight(value))
                ones = ulong.MaxValue;
            else if (field < offset + bytes && offset < field + size)
                _against.Add($"{Text(store)}: {value} is not {what}");
        }

        Note(field, size, ones);
    }

    private void LookAtOther(AbstractStore store, int field)
    {
        _others.Add(store.At);
        int bytes = SlotArea.Reach(store);
        if (s_free.Any(free => free.Offset <= field && field + bytes <= free.Offset + free.Bytes))
            return;
        foreach ((int offset, int size, ulong bits, string what) in Required)
        {
            bool isTouched = field < offset + size && offset < field + bytes;
            bool isKept = offset == field && size == bytes && store.Value is { } value && (value.Ones & bits) == bits;
            if (isTouched && !isKept)
                _against.Add($"{Text(store)}: {what} may be lost");
            if (isTouched && isKept)
                return;
        }

        _against.Add($"{Text(store)}: field 0x{field:x} of the control area is written between two runs");
    }

    private void RequireAllMade()
    {
        foreach ((int offset, int bytes, ulong bits, string what) in Required)
        {
            if (!AreNoted(offset, bytes, bits))
                _against.Add($"a new vCPU's VMCB is not given {what} (0x{bits:x} at offset 0x{offset:x})");
        }

        foreach ((int offset, int bytes, _, string what) in Values)
        {
            if (!AreNoted(offset, bytes, bytes == 8 ? ulong.MaxValue : uint.MaxValue))
                _against.Add($"a new vCPU's VMCB is not given {what} (offset 0x{offset:x})");
        }
    }

    // Several stores to one byte: what each of them sets.
    private void Note(int field, int bytes, ulong ones)
    {
        for (int i = 0; i < bytes; i++)
        {
            byte mine = (byte)(ones >> (8 * i));
            _ones[field + i] = _ones.TryGetValue(field + i, out byte known) ? (byte)(known & mine) : mine;
        }
    }

    private bool AreNoted(int offset, int bytes, ulong bits) => Enumerable.Range(0, bytes).All(i =>
        ((byte)(bits >> (8 * i)) & ~_ones.GetValueOrDefault(offset + i)) == 0);

    private bool IsAddress(AbstractValue value, string symbol) =>
        value.IsConstant && (ulong)value.Low == _code.Address(symbol);

    private bool IsNestedRoot(AbstractValue value)
    {
        ulong start = _code.Address("nested_tables");
        return value.Origin.Kind == OriginKind.Number && value.Low >= start && value.Stride % NestedBytes == 0
            && (value.Low - start) % NestedBytes == 0 && value.High < start + ((ulong)SlotArea.Count * NestedBytes);
    }

    private string Text(AbstractStore store) => $"{_code.Place(store.At)} stores to {store.Place}";

    private static ulong Bits(params int[] numbers) => numbers.Aggregate(0UL, (bits, number) => bits | (1UL << number));
}
