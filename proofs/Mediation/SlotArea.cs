using Verified.Spec;
using Verified.Symbolic.ControlFlow;

namespace Verified.Proofs.Mediation;

/// <summary>
/// The vCPUs' slots: two pages for each domain, the VMCB first (VcpuSlot.cs, Boot/svm.S). Offsets are checked against
/// the image by what its code does with them: see <see cref="ControlWords"/>.
/// </summary>
/// <param name="Start">Where they stand.</param>
internal sealed record SlotArea(ulong Start)
{
    /// <summary>Bytes of a slot.</summary>
    public const int SlotBytes = 8192;

    /// <summary>Where a slot says whose it is.</summary>
    public const int Domain = 0x1440;

    /// <summary>Where a slot points at its domain's entry in the state.</summary>
    public const int DomainEntry = 0x1448;

    /// <summary>Where a slot points at its vCPU's entry in the state.</summary>
    public const int VcpuEntry = 0x1450;

    /// <summary>The end of the words that say whose it is, from <see cref="Domain"/> on.</summary>
    public const int EndOfWhose = VcpuEntry + 8;

    /// <summary>How many there are.</summary>
    public static int Count => Sizes.Image.Domains;

    /// <summary>Whether a value is what a slot says its domain is.</summary>
    public bool IsDomainOf(AbstractValue value) => value is { IsExact: true, Origin: { Kind: OriginKind.Loaded, Bytes: 4 } origin }
        && value.Low == 0 && FieldOf(origin.Place!) == Domain;

    /// <summary>
    /// The least offset in a slot of an address, if it is the same in every slot that it may be in; else null. Offsets
    /// beyond it may be as far as the value's own range says.
    /// </summary>
    public int? FieldOf(AbstractValue place)
    {
        Int128 last = place.High, stride = place.Stride;
        if (place.Origin.Kind == OriginKind.Scaled)
        {
            last += (Int128)place.Origin.Most;
            stride = (Int128)place.Origin.Factor;
        }
        else if (place.Origin.Kind != OriginKind.Number)
        {
            return null;
        }

        bool isInside = place.Low >= Start && last < (Int128)Start + (Count * SlotBytes) && stride % SlotBytes == 0;
        return isInside ? (int)((place.Low - Start) % SlotBytes) : null;
    }

    /// <summary>How far beyond that offset a store may reach.</summary>
    public static int Reach(AbstractStore store)
    {
        Int128 spread = store.Place.Origin.Kind == OriginKind.Scaled ? store.Place.High - store.Place.Low : 0;
        return (int)(spread + store.Bytes.High);
    }
}
