using Verified.Spec;

namespace Verified.Attack.Tests;

/// <summary>
/// Finds an order of what the attackers recorded in which the specification gives every one of the results. There is
/// one processor, so a deed that was not interrupted has its place in time. One that was (another domain ran between
/// its two looks at the time) happened before the interruption or after it: before, unless that leads to a difference
/// which the other does not.
/// </summary>
internal sealed class Linearisation
{
    private const int MostTries = 12;
    private const int Reach = 5000;

    private static readonly Dictionary<string, Specification.Operation> Operations =
        new Specification(Sizes.Image).Operations.ToDictionary(operation => operation.Name);

    private readonly List<Deed> _order;
    private readonly HashSet<Deed> _interrupted;
    private readonly HashSet<Deed> _moved = [];
    private readonly UndoableMemory _memory;
    private readonly List<(Specification.SystemState State, int Changes)> _before = [];

    /// <summary>The deeds of all attackers, from a state on.</summary>
    public Linearisation(IEnumerable<Deed> deeds, Dump start)
    {
        _order = [.. deeds.OrderBy(deed => deed.Before)];
        _interrupted = Interrupted(_order);
        _memory = new((byte[])start.Memory.Clone());
        State = start.State();
    }

    /// <summary>The state after the deeds so far.</summary>
    public Specification.SystemState State { get; private set; }

    /// <summary>How many deeds were interrupted.</summary>
    public int Interruptions => _interrupted.Count;

    /// <summary>How many happened after their interruption.</summary>
    public int Moved => _moved.Count;

    /// <summary>The frames, as specified.</summary>
    public UndoableMemory Memory => _memory;

    /// <summary>Goes through all deeds; the first that no order explains, or null.</summary>
    public string? Go()
    {
        for (int at = 0; at < _order.Count;)
        {
            string? difference = Step(at);
            if (difference is null)
                at++;
            else if (!TryOtherOrder(ref at))
                return $"{_order[at]}: {difference}";
        }

        return null;
    }

    // Of the deeds that were interrupted lately, one happened after its interruption: then this goes on beyond here.
    private bool TryOtherOrder(ref int at)
    {
        int tries = 0;
        for (int i = at; i >= 0 && i > at - Reach && tries < MostTries; i--)
        {
            Deed deed = _order[i];
            if (!_interrupted.Contains(deed) || _moved.Contains(deed)) continue;
            tries++;
            int to = Move(i);
            if (Reaches(i, Math.Max(at, to) + 1))
            {
                _moved.Add(deed);
                at = Math.Max(at, to) + 1;
                return true;
            }

            _order.RemoveAt(to);
            _order.Insert(i, deed);
        }

        // As it was, to say what differs.
        Back(0 > at ? 0 : at);
        return false;
    }

    private int Move(int from)
    {
        Deed deed = _order[from];
        _order.RemoveAt(from);
        int to = from;
        while (to < _order.Count && _order[to].Before < deed.After) to++;
        _order.Insert(to, deed);
        return to;
    }

    private bool Reaches(int from, int end)
    {
        Back(from);
        for (int i = from; i < Math.Min(end, _order.Count); i++)
        {
            if (Step(i) is null) continue;
            Back(from);
            return false;
        }

        return true;
    }

    private void Back(int at)
    {
        if (at >= _before.Count) return;
        (State, int changes) = _before[at];
        _memory.BackTo(changes);
        _before.RemoveRange(at, _before.Count - at);
    }

    private string? Step(int at)
    {
        Back(at);
        while (_before.Count < at) throw new InvalidOperationException("a deed was left out");
        _before.Add((State, _memory.Changes));
        Deed deed = _order[at];
        if (deed.Name == "write")
        {
            Write(deed);
            return null;
        }

        // A structure that cannot be read or written is refused before the operation is asked for.
        if (deed.IsWild) return deed.Result == Errno.Fault ? null : "a bad address is accepted";
        return Call(deed);
    }

    private string? Call(Deed deed)
    {
        Specification.Operation operation = Operations[deed.Name];
        Word[] arguments =
            [.. deed.Arguments.Take(operation.Arguments.Count - 1).Prepend((ulong)deed.Domain).Select(N)];
        if (!operation.Requires(State, arguments).Value) return "the domain may not call";
        if (deed is { Name: "add_to_physmap", Arguments: [_, < 2, 0, ..] }) GiveBackWhatIsInTheWay(deed);
        Specification.Outcome outcome = operation.Run(State, arguments, _memory);
        long specified = (long)outcome.Result.Value;
        // These two calls say how many frames of the list were done.
        if (deed.Name is "populate_physmap" or "decrease_reservation") specified = specified < 0 ? 0 : 1;
        if (deed.Result != specified) return $"specified {specified}";
        for (int i = 0; i < outcome.Outputs.Count && specified >= 0; i++)
        {
            if (outcome.Outputs[i].Value != deed.Outputs[i])
                return $"answer {i} is {deed.Outputs[i]:x}, specified {outcome.Outputs[i].Value:x}";
        }

        State = outcome.Next;
        return null;
    }

    /// <summary>The hypercall gives RAM back that stands where shared_info or the grant table is to be seen.</summary>
    private void GiveBackWhatIsInTheWay(Deed deed)
    {
        Word[] arguments = [N((ulong)deed.Domain), N(deed.Arguments[0]), N(deed.Arguments[3])];
        Specification.Outcome outcome = Operations["decrease_reservation"].Run(State, arguments, _memory);
        if ((long)outcome.Result.Value >= 0) State = outcome.Next;
    }

    private void Write(Deed deed)
    {
        Field page = deed.Arguments[0] == 0 ? Domains.GrantFrame : Domains.SharedInfoFrame;
        _memory.Write(Bit.True, State[page, N((ulong)deed.Domain)], N(deed.Arguments[1]), sizeof(ulong), N(deed.Arguments[2]));
    }

    private static HashSet<Deed> Interrupted(List<Deed> order)
    {
        HashSet<Deed> interrupted = [];
        for (int i = 0; i + 1 < order.Count; i++)
        {
            for (int next = i + 1; next < order.Count && order[next].Before < order[i].After; next++)
            {
                if (order[next].Domain == order[i].Domain) continue;
                interrupted.Add(order[i]);
                break;
            }
        }

        return interrupted;
    }

    private static Word N(ulong number) => Word.Constant(number, 64);
}
