using Verified.Symbolic.Memory;

namespace Verified.Proofs.Mediation;

/// <summary>The slots as the lifter sees them: words of 64 bits, 1024 in each.</summary>
internal static class SlotLayout
{
    /// <summary>The bits of a word's number in its slot.</summary>
    public const int WordBits = 10;

    /// <summary>The one field.</summary>
    public const string Word = "Word";

    /// <summary>The layout.</summary>
    public static RegionLayout Of() => new(new LayoutArray(
        new LayoutStruct(SlotArea.SlotBytes, [new(Word, 0, new LayoutArray(new LayoutPrimitive(64), 1 << WordBits))]),
        SlotArea.Count));
}
