namespace Verified.Spec;

public sealed partial class Specification<TBool, TWord, TTable>
{
    /// <summary>A part of the invariant: a sentence that holds for every entry of a table.</summary>
    /// <param name="Name">The sentence.</param>
    /// <param name="Indices">What its indices count.</param>
    /// <param name="Holds">Whether it holds in a state at given indices, each within its dimension.</param>
    public sealed record Part(
        string Name, IReadOnlyList<Dimension> Indices, Func<SystemState, IReadOnlyList<TWord>, TBool> Holds);

    /// <summary>What holds in every state that the hypervisor can be in: each part at all of its indices.</summary>
    public IReadOnlyList<Part> Invariant =>
        [
            .. DomainParts, .. PortParts, .. GrantParts, .. FrameParts, .. LeafParts, .. VcpuParts, .. DestructionParts,
            .. PolicyParts, .. ChangeParts,
        ];

    private static Part ForAll(string name, Dimension i, Func<SystemState, TWord, TBool> holds) =>
        new(name, [i], (state, at) => holds(state, at[0]));

    private static Part ForAll(string name, Dimension i, Dimension j, Func<SystemState, TWord, TWord, TBool> holds) =>
        new(name, [i, j], (state, at) => holds(state, at[0], at[1]));

    private static Part Always(string name, Func<SystemState, TBool> holds) =>
        new(name, [], (state, _) => holds(state));
}
