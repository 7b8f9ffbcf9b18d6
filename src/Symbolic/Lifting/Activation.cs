using System.Collections.Immutable;
using Verified.Symbolic.X86;

namespace Verified.Symbolic.Lifting;

/// <summary>
/// A state on its way: with the calls that it is inside of and the loops that it is in. Two meet when all of that is
/// equal; of two, the one that is behind runs first, looking at the outermost call first, so that those that will meet
/// do. A loop that was left is forgotten: the ways out of it meet, however many rounds each of them made.
/// </summary>
internal sealed class Activation(
    MachineState state,
    ImmutableArray<ulong> returns,
    ImmutableArray<ulong> calls,
    ImmutableArray<CodeOrder> orders,
    ImmutableArray<ImmutableArray<Loop>> loops)
    : IComparable<Activation>
{
    public MachineState State { get; } = state;

    /// <summary>Return addresses, the outermost first.</summary>
    public ImmutableArray<ulong> Returns { get; private set; } = returns;

    /// <summary>The most rounds of a loop that the innermost call is in.</summary>
    public int Rounds => loops[^1].IsEmpty ? 0 : loops[^1].Max(loop => loop.Rounds);

    public static Activation Entry(MachineState state, CodeOrder order) => new(state, [], [], [order], [[]]);

    public Activation With(MachineState state) => new(state, Returns, calls, orders, loops);

    /// <summary>Goes on at an address of the same function, by a jump or by falling through.</summary>
    public void GoTo(ulong target)
    {
        long from = orders[^1].Position(State.Rip), to = orders[^1].Position(target);
        State.Rip = target;
        ImmutableArray<Loop> inside = loops[^1].RemoveAll(loop => !loop.Contains(to));
        if (to <= from)
            inside = Again(inside, to, Math.Max(from, orders[^1].LoopEnd(target) ?? from));
        loops = loops.SetItem(loops.Length - 1, inside);
    }

    public void Call(ulong target, ulong next, CodeOrder order)
    {
        Returns = Returns.Add(next);
        calls = calls.Add(State.Rip);
        orders = orders.Add(order);
        loops = loops.Add([]);
        State.Rip = target;
    }

    public void Return()
    {
        ulong target = Returns[^1];
        Returns = Returns.RemoveAt(Returns.Length - 1);
        calls = calls.RemoveAt(calls.Length - 1);
        orders = orders.RemoveAt(orders.Length - 1);
        loops = loops.RemoveAt(loops.Length - 1);
        // Behind a call control falls through; no round begins there.
        State.Rip = target;
        long to = orders[^1].Position(target);
        loops = loops.SetItem(loops.Length - 1, loops[^1].RemoveAll(loop => !loop.Contains(to)));
    }

    /// <summary>Negative when this state is behind the other; 0 when they are at the same place.</summary>
    public int CompareTo(Activation? other)
    {
        ArgumentNullException.ThrowIfNull(other);
        for (int level = 0; ; level++)
        {
            if (orders[level].Entry != other.Order(level).Entry)
                return orders[level].Entry.CompareTo(other.Order(level).Entry);
            bool inner = level == Returns.Length, otherInner = level == other.Returns.Length;
            long place = Place(level), otherPlace = other.Place(level);
            if (CompareRounds(level, other, place, otherPlace) is var order && order != 0)
                return order;
            if (place != otherPlace)
                return place.CompareTo(otherPlace);
            if (inner || otherInner)
                return inner.CompareTo(otherInner);
        }
    }

    // Twice the position: inside a call means just behind the call.
    private long Place(int level) => level == Returns.Length
        ? 2 * orders[level].Position(State.Rip)
        : (2 * orders[level].Position(calls[level])) + 1;

    private CodeOrder Order(int level) => orders[level];

    private static ImmutableArray<Loop> Again(ImmutableArray<Loop> loops, long head, long end)
    {
        int known = 0;
        while (known < loops.Length && loops[known].Head != head)
            known++;
        if (known == loops.Length)
            return loops.Add(new(head, end, 1));
        // Inner loops begin anew with the next round.
        Loop loop = loops[known];
        return loops
            .SetItem(known, new(head, Math.Max(loop.End, end), loop.Rounds + 1))
            .RemoveAll(inner => inner.Head > head && inner.End <= loop.End);
    }

    // Of two in one loop, the one with fewer rounds is behind; one that has not jumped back yet has made none.
    private int CompareRounds(int level, Activation other, long place, long otherPlace)
    {
        // One array means the same loops with the same rounds: most often, since both come from one state.
        if (loops[level] == other.Level(level))
            return 0;
        foreach (Loop loop in loops[level].Concat(other.Level(level)).OrderBy(loop => loop.Head).ThenByDescending(loop => loop.End))
        {
            if (!loop.Contains(place / 2) || !loop.Contains(otherPlace / 2))
                continue;
            int order = RoundsOf(level, loop.Head).CompareTo(other.RoundsOf(level, loop.Head));
            if (order != 0)
                return order;
        }
        return 0;
    }

    private ImmutableArray<Loop> Level(int level) => loops[level];

    private int RoundsOf(int level, long head) => loops[level].FirstOrDefault(loop => loop.Head == head).Rounds;
}

/// <summary>A loop that a state is in, by places in its function's order.</summary>
/// <param name="Head">Where each round begins.</param>
/// <param name="End">The loop's last instruction.</param>
/// <param name="Rounds">Jumps back so far.</param>
internal readonly record struct Loop(long Head, long End, int Rounds)
{
    /// <summary>Whether a place lies in the loop.</summary>
    public bool Contains(long place) => place >= Head && place <= End;
}
