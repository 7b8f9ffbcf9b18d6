using Verified.Kernel;
using Verified.Proofs.Image;
using Verified.Symbolic.ControlFlow;
using Verified.Symbolic.Memory;

namespace Verified.Proofs.Mediation;

/// <summary>Where a store goes.</summary>
public enum StoreRegion
{
    /// <summary>Nobody can say.</summary>
    Unknown,

    /// <summary>The hypervisor's state: the tables that the specification speaks of.</summary>
    State,

    /// <summary>The vCPUs' slots: VMCBs and registers.</summary>
    Slots,

    /// <summary>What the machine layer keeps beside them behind the gate.</summary>
    MachineState,

    /// <summary>Glue's own data: statics, the run report.</summary>
    GlueData,

    /// <summary>The local APIC's registers.</summary>
    Apic,

    /// <summary>The guest frame pool; which frame is OwnMemory's to say.</summary>
    GuestFrames,
}

/// <summary>The areas of an image that code may store to, and the names of what stands in the state.</summary>
internal sealed class StoreAreas
{
    private const ulong ApicBase = 0xfee0_0000;
    private const ulong ApicBytes = 4096;
    private const ulong MachineStateBytes = 8192;

    private readonly KernelCode _code;
    private readonly ulong _state;
    private readonly ulong _domains;
    private readonly ulong _vcpus;

    public StoreAreas(KernelCode code)
    {
        _code = code;
        _state = code.Image.StateAddress;
        Slots = new(code.Address("vcpu_slots"));
        _domains = _state + KernelLayout.State["Domains.Status"].Offset;
        _vcpus = _state + KernelLayout.State["Vcpus.Run"].Offset;
    }

    /// <summary>The vCPUs' slots.</summary>
    public SlotArea Slots { get; }

    /// <summary>The area that a store stays in, whatever its unknowns are.</summary>
    public StoreRegion Of(AbstractStore store)
    {
        AbstractValue place = store.Place;
        if (store.Bytes.Origin.Kind != OriginKind.Number)
            return StoreRegion.Unknown;
        if (place.Origin.Kind == OriginKind.Loaded)
            return OfLoaded(store);
        if (place.Origin.Kind is not (OriginKind.Number or OriginKind.Scaled))
            return StoreRegion.Unknown;
        Int128 low = place.Low, end = place.High + store.Bytes.High;
        if (place.Origin.Kind == OriginKind.Scaled)
            end += (Int128)place.Origin.Most;
        if (IsIn(low, end, _state, KernelLayout.State.Size))
            return StoreRegion.State;
        if (IsIn(low, end, Slots.Start, (ulong)SlotArea.Count * SlotArea.SlotBytes))
            return StoreRegion.Slots;
        if (IsIn(low, end, _code.Address("machine_state"), MachineStateBytes))
            return StoreRegion.MachineState;
        if (IsIn(low, end, ApicBase, ApicBytes))
            return StoreRegion.Apic;
        ulong data = _code.Address("data_start"), stacks = _code.Address("glue_stack");
        ulong behind = _code.Address("exception_stack_top");
        return IsIn(low, end, data, stacks - data) || IsIn(low, end, behind, _code.Address("data_end") - behind)
            ? StoreRegion.GlueData
            : StoreRegion.Unknown;
    }

    /// <summary>The field of the state that a store goes to, or null: <c>Domains.FlushOwed</c>.</summary>
    public string? FieldOf(AbstractStore store)
    {
        ulong? start = StartOf(store.Place);
        if (start is not { } address)
            return null;
        ulong offset = address - _state;
        return KernelLayout.State.Fields
            .Where(field => Holds(field, offset))
            .Select(field => field.Name)
            .FirstOrDefault();
    }

    /// <summary>Whether a store to the state may go between a field's first entry and its last one's end.</summary>
    public bool Overlaps(AbstractStore store, string name)
    {
        TableField field = KernelLayout.State[name];
        if (StartOf(store.Place) is not { } start)
            return true;
        Int128 end = (Int128)start + (store.Place.High - store.Place.Low) + store.Bytes.High;
        if (store.Place.Origin.Kind == OriginKind.Scaled)
            end += (Int128)store.Place.Origin.Most;
        // A slot's pointer may be any domain's.
        if (store.Place.Origin.Kind == OriginKind.Loaded)
            return true;
        Int128 first = (Int128)_state + field.Offset;
        Int128 last = first + field.Dimensions.Aggregate((Int128)0, (sum, d) => sum + ((d.Count - 1) * (Int128)d.Stride));
        return start < last + (field.Width / 8) && end > first;
    }

    private static bool Holds(TableField field, ulong offset)
    {
        if (offset < field.Offset)
            return false;
        ulong rest = offset - field.Offset;
        foreach (Dimension dimension in field.Dimensions)
        {
            if (rest / dimension.Stride >= (ulong)dimension.Count)
                return false;
            rest %= dimension.Stride;
        }

        return rest < (ulong)field.Width / 8;
    }

    // A slot's pointers into the state were put there when the vCPU was made: ControlWords looks at who writes them.
    private ulong? StartOf(AbstractValue place)
    {
        if (place.Origin.Kind is OriginKind.Number or OriginKind.Scaled)
            return (ulong)place.Low;
        if (place.Origin.Kind != OriginKind.Loaded || !place.IsExact || place.Origin.Bytes != 8)
            return null;
        return Slots.FieldOf(place.Origin.Place!) switch
        {
            SlotArea.DomainEntry when place.Low >= 0 => _domains + (ulong)place.Low,
            SlotArea.VcpuEntry when place.Low >= 0 => _vcpus + (ulong)place.Low,
            _ => null,
        };
    }

    private StoreRegion OfLoaded(AbstractStore store)
    {
        AbstractValue place = store.Place, from = place.Origin.Place!;
        if (place.Origin.Bytes != 8)
            return StoreRegion.Unknown;
        if (from.IsConstant && (ulong)from.Low == _state + KernelLayout.State[KernelLayout.MemoryBaseField].Offset)
            return StoreRegion.GuestFrames;
        ulong bytes = Slots.FieldOf(from) switch
        {
            SlotArea.DomainEntry => (ulong)System.Runtime.CompilerServices.Unsafe.SizeOf<Domain>(),
            SlotArea.VcpuEntry => (ulong)System.Runtime.CompilerServices.Unsafe.SizeOf<Vcpu>(),
            _ => 0,
        };
        return place.Low >= 0 && place.High + store.Bytes.High <= bytes ? StoreRegion.State : StoreRegion.Unknown;
    }

    private static bool IsIn(Int128 low, Int128 end, ulong start, ulong bytes) => low >= start && end <= (Int128)start + bytes;
}
