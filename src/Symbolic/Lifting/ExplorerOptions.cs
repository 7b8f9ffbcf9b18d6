using Verified.Symbolic.X86;

namespace Verified.Symbolic.Lifting;

/// <summary>What a call to a function does instead of its code: it changes the state as if it had returned.</summary>
/// <param name="state">The state at the function's first instruction; the return address is already pushed.</param>
public delegate void FunctionModel(MachineState state);

/// <summary>Bounds of an exploration, and functions that are not entered.</summary>
public sealed record ExplorerOptions
{
    /// <summary>At most this many instructions are executed, over all states.</summary>
    public int MaximumSteps { get; init; } = 200_000;

    /// <summary>At most this many jumps backwards within one function's activation: bounds its loops.</summary>
    public int MaximumBackEdges { get; init; } = 512;

    /// <summary>At most this many calls within each other.</summary>
    public int MaximumDepth { get; init; } = 32;

    /// <summary>
    /// Addresses that must not be reached, such as a panic; each arrival is an obligation that it cannot happen.
    /// </summary>
    public IReadOnlySet<ulong> Unreachable { get; init; } = new HashSet<ulong>();

    /// <summary>
    /// Functions that are modelled, by address. The model must keep the callee-saved registers and the stack.
    /// </summary>
    public IReadOnlyDictionary<ulong, FunctionModel> Models { get; init; } = new Dictionary<ulong, FunctionModel>();

    /// <summary>False to keep every path apart: slower, for tests.</summary>
    public bool MergeStates { get; init; } = true;
}
