using Iced.Intel;

namespace Verified.Symbolic.Lifting;

/// <summary>
/// An order of a function's instructions in which paths meet again as early as they can: every jump goes forward but
/// those that begin a loop's next round, and a loop's instructions stand together, its head first. A compiler puts what
/// it deems rare behind everything else and jumps back from there: in this order that is no loop. It is Bourdoncle's
/// weak topological order of the basic blocks ("Efficient chaotic iteration strategies with widenings", 1993).
/// </summary>
/// <remarks>No theorem depends on it: whatever it says, paths are merged at equal addresses only.</remarks>
internal sealed class CodeOrder
{
    private readonly Func<ulong, Instruction?> _decode;
    private readonly Dictionary<ulong, Instruction> _code = [];
    private readonly Dictionary<ulong, int> _position = [];
    private readonly Dictionary<ulong, int> _loopEnd = [];
    private readonly HashSet<ulong> _leaders = [];

    // Bourdoncle's names: depth-first numbers, and the blocks on the path from the root.
    private readonly Dictionary<ulong, int> _number = [];
    private readonly Stack<ulong> _stack = [];
    private int _last;

    /// <summary>The order of a function's code.</summary>
    /// <param name="entry">Its first instruction.</param>
    /// <param name="decode">An instruction at an address, or null where there is none.</param>
    public CodeOrder(ulong entry, Func<ulong, Instruction?> decode)
    {
        _decode = decode;
        Entry = entry;
        Discover();
        LinkedList<Component> order = [];
        Visit(entry, order);
        Number(order);
        _code.Clear();
        _number.Clear();
    }

    /// <summary>The first instruction.</summary>
    public ulong Entry { get; }

    /// <summary>An instruction's place; what only an indirect jump leads to stands behind the rest.</summary>
    public long Position(ulong address) =>
        _position.TryGetValue(address, out int position) ? position : (1L << 32) + (long)(address & 0xffff_ffff);

    /// <summary>The last place of the loop that an instruction is the head of; null if it is none.</summary>
    public long? LoopEnd(ulong head) => _loopEnd.TryGetValue(head, out int end) ? end : null;

    private void Discover()
    {
        Dictionary<ulong, int> predecessors = [];
        Stack<ulong> open = new([Entry]);
        while (open.TryPop(out ulong address))
        {
            if (_code.ContainsKey(address) || _decode(address) is not { } instruction)
                continue;
            _code[address] = instruction;
            IReadOnlyList<ulong> next = Next(instruction);
            foreach (ulong target in next)
            {
                predecessors[target] = predecessors.GetValueOrDefault(target) + 1;
                if (next.Count > 1 || target != instruction.NextIP)
                    _leaders.Add(target);
                open.Push(target);
            }
        }
        _leaders.Add(Entry);
        _leaders.UnionWith(predecessors.Where(p => p.Value > 1).Select(p => p.Key));
    }

    // Falling through first: visited first means behind, so that a loop's way out stands behind the loop.
    private static IReadOnlyList<ulong> Next(in Instruction i) => i.FlowControl switch
    {
        FlowControl.Next or FlowControl.Call or FlowControl.IndirectCall => [i.NextIP],
        FlowControl.UnconditionalBranch => [i.NearBranchTarget],
        FlowControl.ConditionalBranch => [i.NextIP, i.NearBranchTarget],
        _ => [],
    };

    private IEnumerable<ulong> Block(ulong leader)
    {
        ulong address = leader;
        while (_code.TryGetValue(address, out Instruction instruction))
        {
            yield return address;
            IReadOnlyList<ulong> next = Next(instruction);
            if (next.Count != 1 || _leaders.Contains(next[0]))
                yield break;
            address = next[0];
        }
    }

    private IEnumerable<ulong> Successors(ulong leader) =>
        Block(leader).Select(address => Next(_code[address])).LastOrDefault([]).Where(_code.ContainsKey);

    private int Visit(ulong block, LinkedList<Component> partition)
    {
        _stack.Push(block);
        int own = _number[block] = ++_last;
        int head = own;
        bool loop = false;
        foreach (ulong next in Successors(block))
        {
            int found = _number.GetValueOrDefault(next);
            int lowest = found == 0 ? Visit(next, partition) : found;
            if (lowest <= head)
            {
                head = lowest;
                loop = true;
            }
        }
        if (head != own)
            return head;
        _number[block] = int.MaxValue;
        ulong element = _stack.Pop();
        if (!loop)
        {
            partition.AddFirst(new Component(block, null));
            return head;
        }
        while (element != block)
        {
            _number[element] = 0;
            element = _stack.Pop();
        }
        LinkedList<Component> body = [];
        foreach (ulong next in Successors(block))
        {
            if (_number.GetValueOrDefault(next) == 0)
                Visit(next, body);
        }
        partition.AddFirst(new Component(block, body));
        return head;
    }

    private void Number(LinkedList<Component> partition)
    {
        foreach (Component component in partition)
        {
            foreach (ulong address in Block(component.Head))
                _position[address] = _position.Count;
            if (component.Body is null)
                continue;
            Number(component.Body);
            _loopEnd[component.Head] = _position.Count - 1;
        }
    }

    /// <summary>A block, or a loop: its head and what is behind it.</summary>
    private sealed record Component(ulong Head, LinkedList<Component>? Body);
}
