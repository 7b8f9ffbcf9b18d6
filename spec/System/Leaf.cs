namespace Verified.Spec;

/// <summary>What a leaf maps.</summary>
public static class LeafKind
{
    /// <summary>Nothing.</summary>
    public const ulong Empty = 0;

    /// <summary>RAM of the domain.</summary>
    public const ulong Ram = 1;

    /// <summary>The domain's shared_info.</summary>
    public const ulong SharedInfo = 2;

    /// <summary>The domain's grant table.</summary>
    public const ulong GrantTable = 3;

    /// <summary>A mapped grant.</summary>
    public const ulong Mapping = 4;

    /// <summary>RAM of another domain, mapped by privilege.</summary>
    public const ulong Foreign = 5;

    /// <summary>A mapping that was taken away: the zero frame, read-only, until its owner unmaps the handle.</summary>
    public const ulong Revoked = 6;
}

/// <summary>
/// Leaves in the processor's format (AMD64 manual vol. 2, 5.3 and 15.25): present, user, accessed and dirty are set
/// in every leaf that maps something (0x65), writable is bit 1, our kind stands in bits 9 to 11, the frame in bits 12
/// and up, the maptrack handle in bits 52 to 61, no-execute in bit 63 (on everything but RAM).
/// </summary>
public sealed partial class Specification<TBool, TWord, TTable>
{
    private const ulong PresentBits = 0x65;
    private const ulong WritableBit = 2;
    private const ulong NoExecuteBit = 1UL << 63;

    private static TWord KindOf(TWord leaf) => (leaf >> 9) & 7;

    private TWord FrameOf(TWord leaf) => (leaf >> 12) & (ulong)(Sizes.Frames - 1);

    private TWord HandleOf(TWord leaf) => (leaf >> 52) & (ulong)(Sizes.MaptrackHandles - 1);

    /// <summary>A leaf that shows a frame of the domain's own.</summary>
    private static TWord OwnLeaf(ulong kind, TWord frame) =>
        (frame << 12) | ((kind << 9) | PresentBits | WritableBit | (kind == LeafKind.Ram ? 0 : NoExecuteBit));

    /// <summary>A leaf that shows RAM of another domain to the privileged one.</summary>
    private static TWord ForeignLeaf(TWord frame) =>
        (frame << 12) | ((LeafKind.Foreign << 9) | PresentBits | WritableBit | NoExecuteBit);

    /// <summary>A leaf that shows a mapped grant.</summary>
    private static TWord MappingLeaf(TWord frame, TWord handle, TBool writable) =>
        (frame << 12) | (handle << 52) | If(writable, Number(WritableBit), Number(0))
        | ((LeafKind.Mapping << 9) | PresentBits | NoExecuteBit);

    /// <summary>A leaf that shows the zero frame in the place of a mapping that was taken away.</summary>
    private static TWord RevokedLeaf(SystemState state, TWord handle) =>
        (state[Frames.Zero] << 12) | (handle << 52) | ((LeafKind.Revoked << 9) | PresentBits | NoExecuteBit);
}
