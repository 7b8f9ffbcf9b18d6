namespace Verified.Explorer.Configurations;

/// <summary>What is explored unless a file says otherwise.</summary>
public static class Defaults
{
    private static readonly ExploredLabel Trusted = new("trusted", ["red", "blue"], []);
    private static readonly ExploredLabel Red = new("red", ["red"], ["red"]);
    private static readonly ExploredLabel Blue = new("blue", ["blue"], ["blue"]);

    /// <summary>
    /// A trusted domain and one of each of two coalitions; by the second policy the trusted label serves the red
    /// coalition alone.
    /// </summary>
    public static Configuration Product { get; } = new()
    {
        Name = "default",
        Policies =
        [
            new("both", "trusted", [Trusted, Red, Blue], []),
            new("red-only", "trusted", [Trusted with { Types = ["red"] }, Red, Blue], []),
        ],
        Domains = ["trusted", "red", "blue"],
        Frames = 6,
        FramesADomain = 1,
        Operations =
        [
            "alloc_unbound", "bind_interdomain", "close", "send", "map_grant_ref", "unmap_grant_ref", "copy",
            "populate_physmap", "create_domain", "destroydomain", "destroy_port", "destroy_mapping", "destroy_grant",
            "destroy_leaf", "destroy_end", "begin_change", "change_label", "change_step", "commit_change", "abort_change",
        ],
        AtOnce = 3,
        WholeSequences = true,
    };

    /// <summary>
    /// A trusted domain and two of one coalition, a label whose types conflict with each other, and what Xen 3.1's ACM
    /// knew: relabelling, which existing sharing that it no longer permits refuses, but no revocation.
    /// </summary>
    public static Configuration Acm31 { get; } = new()
    {
        Name = "acm-xen-3.1",
        Policies =
        [
            new(
                "coalitions",
                "trusted",
                [Trusted, Red, Blue, new("self-conflicting", ["red"], ["first", "second"])],
                [["first", "second"]]),
        ],
        Domains = ["trusted", "red", "red"],
        // One more domain than there are finds its frames.
        Frames = 6,
        FramesADomain = 1,
        Operations =
        [
            "alloc_unbound", "bind_interdomain", "close", "copy", "create_domain", "begin_change",
        ],
        AtOnce = 2,
        WholeSequences = true,
        Revokes = false,
        KeepsDecisions = true,
        HasSymmetry = false,
        Hostile = false,
        Violations = 3,
    };
}
