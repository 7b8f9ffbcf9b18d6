namespace Verified.Spec;

/// <summary>
/// How many entries the tables have: the image's and the model checker's differ in nothing else. Each is a power of
/// two, except that Ports and MaptrackHandles below 64 still have one word of bits.
/// </summary>
/// <param name="Domains">Domains; a domain id is below this.</param>
/// <param name="Ports">Event channel ports of a domain.</param>
/// <param name="GrantReferences">Grant references of a domain.</param>
/// <param name="MaptrackHandles">Grants that a domain may have mapped at a time.</param>
/// <param name="Frames">Machine frames of 4 KiB.</param>
/// <param name="GuestFrames">Guest frame numbers of a domain.</param>
/// <param name="Labels">Rows of the label table.</param>
/// <param name="Types">Types of either kind, at most 256.</param>
/// <param name="ConflictSets">Conflict sets of the Chinese Wall.</param>
/// <param name="Slots">Policies, and labellings of the domains: one is in force, one staged.</param>
public sealed record Sizes(
    int Domains,
    int Ports,
    int GrantReferences,
    int MaptrackHandles,
    int Frames,
    int GuestFrames,
    int Labels,
    int Types,
    int ConflictSets,
    int Slots = 2)
{
    /// <summary>The sizes of the image (design: hypercalls, Limits).</summary>
    public static Sizes Image { get; } = new(64, 1024, 512, 1024, 1 << 20, 1 << 16, 1024, 256, 64);

    /// <summary>The sizes of the build for property tests.</summary>
    public static Sizes Small { get; } = new(4, 8, 8, 8, 64, 32, 8, 16, 4);

    /// <summary>The sizes of the model checker's build.</summary>
    public static Sizes Tiny { get; } = new(4, 4, 2, 2, 16, 8, 8, 4, 2);

    /// <summary>Places for virtual interrupts of a domain, of which 24 are used.</summary>
    public const int VirtualInterrupts = 32;

    /// <summary>Places for parameters of a domain, of which 39 are used.</summary>
    public const int Parameters = 64;

    /// <summary>The number of entries in a dimension.</summary>
    public int Of(Dimension dimension) => dimension switch
    {
        Dimension.Domain => Domains,
        Dimension.Port => Ports,
        Dimension.PortWord => (Ports + 63) / 64,
        Dimension.VirtualInterrupt => VirtualInterrupts,
        Dimension.Parameter => Parameters,
        Dimension.GrantReference => GrantReferences,
        Dimension.Handle => MaptrackHandles,
        Dimension.HandleWord => (MaptrackHandles + 63) / 64,
        Dimension.Frame => Frames,
        Dimension.GuestFrame => GuestFrames,
        Dimension.Label => Labels,
        Dimension.Type => Types,
        Dimension.ConflictSet => ConflictSets,
        Dimension.Slot => Slots,
        _ => throw new ArgumentOutOfRangeException(nameof(dimension)),
    };
}

/// <summary>What an index counts.</summary>
public enum Dimension
{
    /// <summary>Domain ids.</summary>
    Domain,

    /// <summary>Ports of a domain.</summary>
    Port,

    /// <summary>Words of 64 port bits.</summary>
    PortWord,

    /// <summary>Virtual interrupts of a domain.</summary>
    VirtualInterrupt,

    /// <summary>Parameters of a domain.</summary>
    Parameter,

    /// <summary>Grant references of a domain.</summary>
    GrantReference,

    /// <summary>Maptrack handles of a domain.</summary>
    Handle,

    /// <summary>Words of 64 handle bits.</summary>
    HandleWord,

    /// <summary>Machine frames.</summary>
    Frame,

    /// <summary>Guest frames of a domain.</summary>
    GuestFrame,

    /// <summary>Labels.</summary>
    Label,

    /// <summary>Types.</summary>
    Type,

    /// <summary>Conflict sets.</summary>
    ConflictSet,

    /// <summary>Policies, or labellings.</summary>
    Slot,
}
