namespace Verified.Traces;

/// <summary>A policy as far as the hypervisor knows it, its labels by name and its types by number.</summary>
public sealed record TracePolicy
{
    /// <summary>The labels of domains; a label's place is its ssidref.</summary>
    public required IReadOnlyList<TraceLabel> Labels { get; init; }

    /// <summary>The labels of resources, whose rows follow those of the domains' labels.</summary>
    public IReadOnlyList<TraceLabel> Resources { get; init; } = [];

    /// <summary>The sets of Chinese Wall types of which only one may run.</summary>
    public IReadOnlyList<IReadOnlyList<int>> Conflicts { get; init; } = [];

    /// <summary>The label that domain 0 alone carries, by its place.</summary>
    public int Bootstrap { get; init; }

    /// <summary>Whether the policy defines label 0.</summary>
    public bool UnlabeledDefined { get; init; }
}

/// <summary>A label.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Types">Its Simple Type Enforcement types, by number below 256.</param>
/// <param name="ChineseWall">Its Chinese Wall types, by number below 256.</param>
public sealed record TraceLabel(string Name, IReadOnlyList<int> Types, IReadOnlyList<int> ChineseWall);
