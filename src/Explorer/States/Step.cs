using Verified.Kernel;
using Verified.Traces;

namespace Verified.Explorer.States;

/// <summary>A call of a handler: the operation's name in the specification, the arguments, the handler.</summary>
internal sealed record Call(string Name, ulong[] Arguments, Handler Run);

/// <summary>The next call of a sequence of the hypervisor's own; null at its end.</summary>
/// <param name="s">The state.</param>
/// <param name="made">How many calls were made.</param>
/// <param name="last">The result of the last one.</param>
internal delegate Call? Following(ref State s, int made, long last);

/// <summary>Something that a domain, or the hypervisor itself, does in a state.</summary>
/// <param name="Name">The operation's name in the specification, or of what a guest does to its own pages.</param>
/// <param name="ArgumentNames">The names of the arguments.</param>
/// <param name="Arguments">The arguments; the caller first where there is one.</param>
/// <param name="Run">Makes the step: the handler's result.</param>
internal sealed record Step(string Name, IReadOnlyList<string> ArgumentNames, ulong[] Arguments, Handler Run)
{
    /// <summary>The calling domain; null for a step of the hypervisor's own.</summary>
    public int? Caller { get; init; }

    /// <summary>What a guest writes into its own pages; empty for a call.</summary>
    public IReadOnlyList<WriteStep> Writes { get; init; } = [];

    /// <summary>Whether the specification has it; what guests do to their own pages it has not.</summary>
    public bool IsSpecified => Writes.Count == 0;

    /// <summary>Instead of one call, a sequence of them.</summary>
    public Following? Sequence { get; init; }

    /// <summary>A frame of the caller's that is handed to the handler; null if there is none.</summary>
    public uint? OwnFrame { get; init; }

    /// <summary>
    /// The id that a new domain gets if the step makes one; null where the state says which (Symmetry).
    /// </summary>
    public uint? Next { get; init; }

    /// <summary>Whether it may move data from one domain to another.</summary>
    public bool MovesData { get; } = Name is "copy" or "transfer" or "setup_table";

    /// <summary>Whether it may write into RAM what a guest keeps there, which is no part of a state.</summary>
    public bool MovesContents { get; init; }

    /// <summary>Whether the step can be made now: a domain calls only while it exists and runs.</summary>
    public bool MayRun(ref State s) =>
        Next is { } next ? IsNext(ref s, next) : Caller is not { } caller
        || (s.Domains[caller].Status == DomainStatus.Alive && s.Vcpus[caller].Run == VcpuRun.Runnable
            && (OwnFrame is not { } frame || IsOwned(ref s, frame, (uint)caller)));

    // A free id; or, when none is free, the first guest's stands for all.
    private static bool IsNext(ref State s, uint next)
    {
        if (s.Domains[(int)next].Status == Verified.Kernel.DomainStatus.Free) return true;
        if (next != 1) return false;
        for (int d = 0; d < Limits.Domains; d++)
            if (s.Domains[d].Status == Verified.Kernel.DomainStatus.Free) return false;
        return true;
    }

    private static bool IsOwned(ref State s, uint frame, uint caller) =>
        s.Frames[(int)frame].State >= FrameState.Ram && s.Frames[(int)frame].Owner == caller;
}
