using System.Collections.Immutable;
using Verified.Symbolic.X86;

namespace Verified.Symbolic.Lifting;

/// <summary>
/// A state on its way: with the calls that it is inside of and how often each has jumped backwards. Two meet when all
/// of that is equal; of two, the one that is behind runs first, looking at the outermost call first, so that those
/// that will meet do.
/// </summary>
internal sealed class Activation(MachineState state, ImmutableArray<ulong> returns, ImmutableArray<int> backEdges)
    : IComparable<Activation>
{
    public MachineState State { get; } = state;

    /// <summary>Return addresses, the outermost first.</summary>
    public ImmutableArray<ulong> Returns { get; private set; } = returns;

    /// <summary>Jumps backwards, one count for the entry function and one for each call inside it.</summary>
    public ImmutableArray<int> BackEdges { get; private set; } = backEdges;

    public Activation With(MachineState state) => new(state, Returns, BackEdges);

    public void Jump(ulong target)
    {
        if (target <= State.Rip)
            BackEdges = BackEdges.SetItem(BackEdges.Length - 1, BackEdges[^1] + 1);
        State.Rip = target;
    }

    public void Call(ulong target, ulong next)
    {
        Returns = Returns.Add(next);
        BackEdges = BackEdges.Add(0);
        State.Rip = target;
    }

    public void Return()
    {
        State.Rip = Returns[^1];
        Returns = Returns.RemoveAt(Returns.Length - 1);
        BackEdges = BackEdges.RemoveAt(BackEdges.Length - 1);
    }

    /// <summary>Negative when this state is behind the other; 0 when they are at the same place.</summary>
    public int CompareTo(Activation? other)
    {
        ArgumentNullException.ThrowIfNull(other);
        for (int level = 0; ; level++)
        {
            bool inner = level == Returns.Length, otherInner = level == other.Returns.Length;
            if (BackEdges[level] != other.BackEdges[level])
                return BackEdges[level].CompareTo(other.BackEdges[level]);
            // Inside a call means before the return address; the byte before it is the call's own.
            ulong place = inner ? State.Rip : Returns[level] - 1;
            ulong otherPlace = otherInner ? other.State.Rip : other.Returns[level] - 1;
            if (place != otherPlace)
                return place.CompareTo(otherPlace);
            if (inner || otherInner)
                return inner.CompareTo(otherInner);
        }
    }
}
