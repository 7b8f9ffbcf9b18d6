namespace Verified.Traces;

/// <summary>
/// What happened, or is to happen, on one machine: how it starts, then step by step what domains and the hypervisor
/// do. One format for everything that finds a trace or runs one (docs/traces.md).
/// </summary>
public sealed record Trace
{
    /// <summary>What the format calls itself; the number counts up when old readers would misunderstand.</summary>
    public const string Format = "verified-trace 1";

    /// <summary>The profile of the product itself.</summary>
    public const string OwnProfile = "verified";

    /// <summary>One line: what the trace shows. Empty when nothing is said.</summary>
    public string About { get; init; } = "";

    /// <summary>How large the tables are.</summary>
    public required TraceSizes Sizes { get; init; }

    /// <summary>Which hooks ask the monitor: the product's own, or an older system's by name.</summary>
    public string Profile { get; init; } = OwnProfile;

    /// <summary>The policy in force at the start; null when the tables say it, entry by entry.</summary>
    public TracePolicy? Policy { get; init; }

    /// <summary>The machine frames that are in the pool at the start; null for none.</summary>
    public FrameRange? Frames { get; init; }

    /// <summary>The domains at the start, in the order of their ids from 0 on.</summary>
    public IReadOnlyList<TraceDomain> Domains { get; init; } = [];

    /// <summary>Entries of tables that are other than the policy, frames and domains make them.</summary>
    public IReadOnlyList<SetStep> Tables { get; init; } = [];

    /// <summary>Words of machine frames that are not 0 at the start.</summary>
    public IReadOnlyList<TraceWord> Memory { get; init; } = [];

    /// <summary>What happens then.</summary>
    public IReadOnlyList<TraceStep> Steps { get; init; } = [];
}

/// <summary>How large the tables are: which build of the kernel a trace belongs to.</summary>
public enum TraceSizes
{
    /// <summary>The explorer's.</summary>
    Tiny,

    /// <summary>The property tests'.</summary>
    Small,

    /// <summary>The image's.</summary>
    Image,
}

/// <summary>Machine frames with consecutive numbers.</summary>
/// <param name="First">The first one.</param>
/// <param name="Count">How many.</param>
public readonly record struct FrameRange(uint First, uint Count);

/// <summary>8 bytes of a machine frame.</summary>
/// <param name="Frame">The frame's number.</param>
/// <param name="Offset">Bytes from its start, a multiple of 8 below 4096.</param>
/// <param name="Value">The number, little-endian.</param>
public readonly record struct TraceWord(uint Frame, int Offset, ulong Value);

/// <summary>A domain that exists when the steps begin: created, given RAM and unpaused.</summary>
/// <param name="Label">Its label, by the policy's name for it.</param>
/// <param name="Ram">Frames of RAM, at guest frame numbers from 0 on.</param>
/// <param name="Maximum">Frames of RAM that it may own.</param>
/// <param name="Privileged">Whether it may make the privileged calls.</param>
/// <param name="GrantTable">The guest frame number at which it sees its grant table; null for none.</param>
public sealed record TraceDomain(string Label, uint Ram, uint Maximum, bool Privileged, uint? GrantTable);
