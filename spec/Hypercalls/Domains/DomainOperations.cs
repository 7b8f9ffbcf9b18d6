namespace Verified.Spec;

public sealed partial class Specification<TBool, TWord, TTable>
{
    /// <summary>Domains (domctl), and what the hypervisor does about them.</summary>
    private IReadOnlyList<Operation> DomainOperations =>
    [
        ByDomain("create_domain", [Int("ssidref"), Int("max_frames"), Int("privileged")],
            (s, a, _) => CreateDomain(s, a[1], a[2], a[3]), (_, _) => TBool.True),
        ByDomain("destroydomain", [Int("dom")], (s, a, _) => DestroyDomain(s, a[0], a[1])),
        ByDomain("pausedomain", [Int("dom")], (s, a, _) => PauseDomain(s, a[0], a[1])),
        ByDomain("unpausedomain", [Int("dom")], (s, a, _) => UnpauseDomain(s, a[0], a[1])),
        ByDomain("max_mem", [Int("dom"), Long("kib")], (s, a, _) => MaxMem(s, a[0], a[1], a[2])),
        ByDomain("getdomaininfo", [Int("dom")], (s, a, _) => GetDomainInfo(s, a[0], a[1])),
        new("load_memory", [Int("caller"), Int("dom"), Long("gpfn"), Int("frame")],
            (s, a) => MayCall(s, a[0]) & IsOwnedBy(s, a[3], a[0]),
            (s, a, m) => LoadMemory(s, a[0], a[1], a[2], a[3], m)),
        new("save_memory", [Int("caller"), Int("dom"), Long("gpfn"), Int("frame")],
            (s, a) => MayCall(s, a[0]) & IsOwnedBy(s, a[3], a[0]),
            (s, a, m) => SaveMemory(s, a[0], a[1], a[2], a[3], m)),
        ByDomain("set_vcpu_context", [Int("dom")], (s, a, _) => VcpuContext(s, a[0], a[1])),
        ByDomain("get_vcpu_context", [Int("dom")], (s, a, _) => VcpuContext(s, a[0], a[1])),
        Destroys("destroy_port", DestroyPort),
        Destroys("destroy_mapping", DestroyMapping),
        Destroys("destroy_grant", DestroyGrant),
        Destroys("destroy_leaf", DestroyLeaf),
        Destroys("destroy_end", DestroyEnd),
    ];

    /// <summary>Whether a frame is a domain's own: what its page tables give of its own memory.</summary>
    private TBool IsOwnedBy(SystemState state, TWord frame, TWord domain) =>
        frame < (ulong)Sizes.Frames & IsOwned(state, frame) & state[Frames.Owner, frame] == domain;

    private static Operation Destroys(
        string name, Func<SystemState, TWord, IGuestMemory<TBool, TWord>, Outcome> step) =>
        new(name, [Int("domain")], (_, _) => TBool.True, (s, a, m) => step(s, a[0], m));
}
