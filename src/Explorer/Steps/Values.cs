using Verified.Explorer.Configurations;

namespace Verified.Explorer.Steps;

/// <summary>
/// The values that are tried for an argument, by its name: those that mean something in small tables, and some that
/// do not. Every combination of the first is tried, and each of the second with the first of the others.
/// </summary>
/// <param name="Usual">Values that mean something.</param>
/// <param name="Hostile">Values that do not.</param>
internal sealed record Values(IReadOnlyList<ulong> Usual, IReadOnlyList<ulong> Hostile)
{
    /// <summary>DOMID_SELF (xen/include/public/xen.h).</summary>
    public const ulong Self = 0x7ff0;

    private const ulong Xen = 0x7ff2;
    private const ulong Now = 9;
    private static readonly HashSet<string> Privileged =
    [
        "create_domain", "destroydomain", "pausedomain", "unpausedomain", "max_mem", "getdomaininfo", "load_memory",
        "save_memory", "set_vcpu_context", "get_vcpu_context", "remote_shutdown", "map_gmfn_foreign",
    ];

    /// <summary>The values of an argument of an operation in a configuration.</summary>
    public static Values Of(Configuration configuration, string operation, string name)
    {
        ulong[] ids = Ids(configuration);
        Values values = (operation, name) switch
        {
            ("create_domain", "caller") => new([0], []),
            (_, "caller") => Privileged.Contains(operation) ? new([0], [1]) : new(ids, []),
            (_, "domain") => new(ids, []),
            ("map_grant_ref" or "transfer", "dom") => new(ids, [Self, Xen]),
            ("destroydomain" or "pausedomain" or "unpausedomain" or "max_mem" or "load_memory" or "save_memory"
                or "set_vcpu_context" or "get_vcpu_context" or "remote_shutdown" or "getdomaininfo", "dom") =>
                new([.. ids.Skip(1)], [0, Limits.Domains, Self]),
            ("setup_table", "dom") => new([Self], ids),
            // Another's: what a caller without privilege asks for is more than what domain 0 does.
            ("status" or "reset" or "set_param" or "get_param", "dom") => new([Self, 2], [1, Xen]),
            (_, "dom") => new([Self], [1, Xen]),
            (_, "remote_dom" or "foreign_dom") => new(ids, [Limits.Domains, Xen]),
            ("copy", "source_dom") => new(ids, [Self, Xen]),
            ("copy", "dest_dom") => new([Self], [1, Xen]),
            ("copy", "source_frame_or_ref") => new([0], [1, Limits.GuestFrames]),
            ("copy", "dest_frame_or_ref") => new([0], [1, ulong.MaxValue]),
            ("copy", "flags") => new([1], [0, 2, 3]),
            ("copy", "length") => new([8], [4096, 4097]),
            ("copy", "source_offset" or "dest_offset") => new([0], [4096, uint.MaxValue]),
            ("map_grant_ref", "flags") => new([2, 6], [0, 10]),
            ("map_grant_ref" or "unmap_grant_ref", "host_addr") =>
                new([5UL << 12, 6UL << 12], [0, (5UL << 12) + 8, (ulong)Limits.GuestFrames << 12]),
            ("raise_virq", "virq") => new([0, 3], [23]),
            ("poll_wait", "port") => new([.. Below(Limits.Ports).Skip(1)], [0]),
            ("begin_change", "policy") => new(Below(configuration.Policies.Count), [Limits.Slots]),
            ("begin_change", "mode") => new(configuration.Revokes ? [0, 1] : [0], [2]),
            ("change_label" or "stage_successor", "ssidref" or "successor") =>
                new([.. Ssidrefs(configuration)], [0, 0xffff, 0x10000]),
            (_, "ssidref") => new([.. Ssidrefs(configuration).Skip(1)], [0, 1, Limits.Labels]),
            ("register_runstate_memory_area", "frame") => OfFrames(configuration),
            ("register_runstate_memory_area", "next_frame") => new([0], []),
            (_, "frame") when operation is "load_memory" or "save_memory" => OfFrames(configuration),
            (_, "frame") => new([], [0, Limits.Frames]),
            _ => Plain(configuration, name),
        };
        return configuration.Hostile ? values : values with { Hostile = [] };
    }

    /// <summary>The values of the arguments of copies into what others grant, from those of copies out of it.</summary>
    public static Values[] OfWrites(Configuration configuration, Values[] copies)
    {
        Values none = new([], []);
        Values[] writes = [.. copies.Select(v => v with { Hostile = [] })];
        (writes[1], writes[2], writes[5]) = (none with { Usual = [2] }, none with { Usual = [Self] }, new(Ids(configuration), []));
        return writes;
    }

    private static Values Plain(Configuration configuration, string name) => name switch
    {
        "port" or "remote_port" => new([.. Below(Limits.Ports).Skip(1)], [0, Limits.Ports, uint.MaxValue]),
        "ref" or "ref_b" => new(Below(Limits.GrantReferences), [Limits.GrantReferences]),
        "handle" => new(Below(Limits.MaptrackHandles), [Limits.MaptrackHandles, uint.MaxValue]),
        "gfn" or "gpfn" or "gmfn" => new([0, 1], [Limits.GuestFrames, ulong.MaxValue]),
        "idx" => new([0, 1], [2]),
        "space" => new([2], [0, 1, 3]),
        "virq" => new([0, 3], [1, 24, uint.MaxValue]),
        "vcpu" => new([0], [1]),
        "vector" => new([0xf3], [3, 256]),
        "offset" => new([0], [8, 4096, uint.MaxValue]),
        "reason" => new([0], [6]),
        "deadline" => new([0, Now + 2], []),
        "now" => new([Now], []),
        "period" => new([0, 4], []),
        "id" => new([0, 1], [3]),
        "max_frames" => new([(ulong)configuration.FramesADomain], []),
        // As much as was set aside; nothing; and a promise that others have a claim to.
        "kib" => new(
            [4 * (ulong)configuration.FramesADomain], [0, 8 * (ulong)configuration.FramesADomain]),
        "privileged" => new([0], [1]),
        "version" => new([1], [2]),
        "by1" or "by2" => new([2], [1, 3]),
        "id1" or "id2" => new(Ids(configuration), [9]),
        "hook" => new([1], [2, 3, 4]),
        "index" => new([0], [1, 38, Limits.Parameters]),
        "value" => new([1], [0]),
        "cmd" => new([0], [3]),
        "type" => new([4], [0, 32]),
        "table" => new([0], [3]),
        "row" => new([1], [Limits.Labels]),
        "word" => new([0], [4]),
        "types" => new([1, 2], []),
        "labels" => new([(ulong)configuration.Policies[0].Labels.Count + 1], [0, Limits.Labels + 1]),
        "resources" => new([0], [Limits.Labels]),
        "conflicts" => new([0, 1], [Limits.ConflictSets + 1]),
        "bootstrap" => new([1], [Limits.Labels]),
        "unlabeled" => new([0], [2]),
        "flags" => new([0], [1]),
        _ => throw new ArgumentException($"no values are known for an argument named '{name}'", nameof(name)),
    };

    // RAM of domain 0 at the start: the frames behind its first pages, as they are named then.
    private static Values OfFrames(Configuration configuration) =>
        new([Configuration.FirstFrame + 2], [(ulong)Configuration.FirstFrame]);

    /// <summary>The ids that domains have at the start and, when domains are made anew, one more.</summary>
    public static ulong[] Ids(Configuration configuration) =>
        Below(configuration.Operations.Contains("create_domain")
            ? Math.Min(Limits.Domains, configuration.Domains.Count + 1)
            : configuration.Domains.Count);

    /// <summary>The numbers of the labels, the bootstrap label's first.</summary>
    public static IEnumerable<ulong> Ssidrefs(Configuration configuration) =>
        configuration.Policies[0].Labels
            .Select(l => configuration.Ssidref(l.Name))
            .OrderBy(s => s != configuration.Ssidref(configuration.Policies[0].Bootstrap))
            .ThenBy(s => s);

    private static ulong[] Below(int end) => [.. Enumerable.Range(0, end).Select(i => (ulong)i)];
}
