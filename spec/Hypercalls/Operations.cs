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
        .. EventChannelOperations,
        .. GrantOperations,
        .. MemoryOperations,
        .. SchedulingOperations,
        .. DomainOperations,
        .. PolicyOperations,
    ];

    /// <summary>A domain makes hypercalls only while it exists and runs.</summary>
    public TBool MayCall(SystemState state, TWord caller) =>
        Exists(state, caller) & state[Vcpus.Run, caller] == VcpuRun.Runnable;

    private Operation ByDomain(
        string name, Argument[] arguments, Step run, Func<SystemState, IReadOnlyList<TWord>, TBool>? requires = null) =>
        new(name, [Int("caller"), .. arguments], requires ?? ((state, a) => MayCall(state, a[0])), run);

    private static Argument Int(string name) => new(name, 32);

    private static Argument Long(string name) => new(name, 64);
}
