namespace Verified.Spec;

public sealed partial class Specification<TBool, TWord, TTable>
{
    /// <summary>An argument of an operation.</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="Width">Its width in bits, 32 or 64; as a number it is widened to 64.</param>
    public sealed record Argument(string Name, int Width);

    /// <summary>What is fixed while an operation runs, and what it is given: the state, its arguments, guest memory.</summary>
    public delegate Outcome Step(SystemState state, IReadOnlyList<TWord> arguments, IGuestMemory<TBool, TWord> memory);

    /// <summary>An operation as the proofs and the tests see it: by name, with a list of arguments.</summary>
    /// <param name="Name">Its name, as in Xen's headers where Xen has one.</param>
    /// <param name="Arguments">Its arguments, in the order of the kernel's handler.</param>
    /// <param name="Requires">What whoever calls the handler guarantees, beside the invariant.</param>
    /// <param name="Run">What it does.</param>
    public sealed record Operation(
        string Name,
        IReadOnlyList<Argument> Arguments,
        Func<SystemState, IReadOnlyList<TWord>, TBool> Requires,
        Step Run);

    /// <summary>Every operation that changes the state or speaks of it.</summary>
    public IReadOnlyList<Operation> Operations =>
    [
        ByDomain("alloc_unbound", [Int("dom"), Int("remote_dom")],
            (s, a, _) => AllocUnbound(s, a[0], a[1], a[2])),
        ByDomain("bind_interdomain", [Int("remote_dom"), Int("remote_port")],
            (s, a, m) => BindInterdomain(s, a[0], a[1], a[2], m)),
        ByDomain("send", [Int("port")], (s, a, m) => Send(s, a[0], a[1], m)),
        ByDomain("unmask", [Int("port")], (s, a, m) => Unmask(s, a[0], a[1], m)),
        ByDomain("close", [Int("port")], (s, a, m) => Close(s, a[0], a[1], m)),
        ByDomain("status", [Int("dom"), Int("port")], (s, a, _) => Status(s, a[0], a[1], a[2])),
        ByDomain("map_grant_ref", [Long("host_addr"), Int("flags"), Int("ref"), Int("dom")],
            (s, a, m) => MapGrantRef(s, a[0], a[1], a[2], a[3], a[4], m)),
        ByDomain("unmap_grant_ref", [Long("host_addr"), Int("handle")],
            (s, a, m) => UnmapGrantRef(s, a[0], a[1], a[2], m)),
        ByDomain("setup_table", [Int("dom")], (s, a, _) => SetupTable(s, a[0], a[1])),
        ByDomain("add_to_physmap", [Int("dom"), Int("space"), Long("idx"), Long("gpfn")],
            (s, a, _) => AddToPhysmap(s, a[0], a[1], a[2], a[3], a[4])),
        ByDomain("block", [], (s, a, m) => Block(s, a[0], m)),
        ByDomain("poll_port", [Int("port")], (s, a, m) => PollPort(s, a[0], a[1], m)),
        new("poll_wait", [Int("caller"), Int("port"), Long("deadline")],
            (s, a) => MayCall(s, a[0]) & a[1] < (ulong)Sizes.Ports,
            (s, a, _) => PollWait(s, a[0], a[1], a[2])),
        ByDomain("shutdown", [Int("reason")], (s, a, _) => Shutdown(s, a[0], a[1])),
        ByDomain("set_evtchn_upcall_vector", [Int("vcpu"), Int("vector")],
            (s, a, _) => SetUpcallVector(s, a[0], a[1], a[2])),
        ByDomain("getdecision", [Int("by1"), Int("id1"), Int("by2"), Int("id2"), Int("hook")],
            (s, a, _) => GetDecision(s, a[0], a[1], a[2], a[3], a[4], a[5])),
        ByDomain("create_domain", [Int("ssidref"), Int("max_frames"), Int("privileged")],
            (s, a, m) => CreateDomain(s, a[1], a[2], a[3], m), (_, _) => TBool.True),
        new("populate_frame", [Int("domain"), Int("gfn")], (_, _) => TBool.True,
            (s, a, m) => PopulateFrame(s, a[0], a[1], m)),
        new("unpause", [Int("domain")], (_, _) => TBool.True, (s, a, _) => Unpause(s, a[0])),
        new("donate", [Int("frame")], (_, _) => TBool.True, (s, a, _) => Donate(s, a[0])),
        new("expire", [Int("domain"), Long("now")],
            (_, a) => IsDomain(a[0]),
            (s, a, _) => Expire(s, a[0], a[1])),
    ];

    /// <summary>A domain makes hypercalls only while it exists and runs.</summary>
    private TBool MayCall(SystemState state, TWord caller) =>
        Exists(state, caller) & state[Vcpus.Run, caller] == VcpuRun.Runnable;

    private Operation ByDomain(
        string name, Argument[] arguments, Step run, Func<SystemState, IReadOnlyList<TWord>, TBool>? requires = null) =>
        new(name, [Int("caller"), .. arguments], requires ?? ((state, a) => MayCall(state, a[0])), run);

    private static Argument Int(string name) => new(name, 32);

    private static Argument Long(string name) => new(name, 64);
}
