using Iced.Intel;
using Verified.Symbolic.Elf;

namespace Verified.Symbolic.ControlFlow;

/// <summary>
/// The machine code that control can reach in a linked image. Every instruction is decoded; a jump or call through a
/// register or memory, bytes that are no instruction, an instruction that begins inside another and control that leaves
/// the code are faults: there is no guessing.
/// </summary>
/// <remarks>
/// From some roots control also goes up, to those who called the function that a root stands in: their calls' return
/// points are reached when a return of that function is, and so on. Callers are looked for in all of the image's code.
/// </remarks>
public sealed class CodeGraph
{
    private readonly ElfFile _elf;
    private readonly Dictionary<ulong, Instruction> _instructions = [];
    private readonly Dictionary<ulong, ulong> _owner = [];
    private readonly List<ControlFlowFault> _faults = [];
    private readonly Stack<ulong> _open = new();
    private readonly List<CodeFunction> _functions;

    private CodeGraph(ElfFile elf)
    {
        _elf = elf;
        _functions = FunctionsOf(elf);
    }

    /// <summary>The functions with at least one reached instruction, by address.</summary>
    public IReadOnlyList<CodeFunction> Functions => [.. _functions.Where(f => f.Instructions.Count > 0)];

    /// <summary>Every function of the image, by address, reached or not.</summary>
    public IReadOnlyList<CodeFunction> AllFunctions => _functions;

    /// <summary>The reached instructions, by address.</summary>
    public IReadOnlyDictionary<ulong, Instruction> Instructions => _instructions;

    /// <summary>What is wrong, in the order of addresses; nothing is known of the image unless this is empty.</summary>
    public IReadOnlyList<ControlFlowFault> Faults => [.. _faults.OrderBy(f => f.Address)];

    /// <summary>
    /// Everything that control reaches from some addresses, calls included, returns to outside excluded.
    /// </summary>
    public static CodeGraph From(ElfFile elf, IEnumerable<ulong> roots)
    {
        ArgumentNullException.ThrowIfNull(elf);
        ArgumentNullException.ThrowIfNull(roots);
        CodeGraph graph = new(elf);
        foreach (ulong root in roots)
            graph.Reach(root);
        graph.Sort();
        return graph;
    }

    /// <summary>
    /// As <see cref="From"/>, and everything reached by returning from the functions that some roots stand in.
    /// </summary>
    /// <param name="elf">The image.</param>
    /// <param name="roots">Where control enters; it does not return from there.</param>
    /// <param name="returning">Where control goes on in the middle of a call.</param>
    /// <param name="all">All code of the image: who calls whom.</param>
    public static CodeGraph FromWithin(
        ElfFile elf, IEnumerable<ulong> roots, IEnumerable<ulong> returning, CodeGraph all)
    {
        ArgumentNullException.ThrowIfNull(elf);
        ArgumentNullException.ThrowIfNull(roots);
        ArgumentNullException.ThrowIfNull(returning);
        ArgumentNullException.ThrowIfNull(all);
        CodeGraph graph = new(elf);
        ILookup<ulong, Instruction> callers = all.Transfers();
        Queue<CodeFunction> up = new();
        HashSet<CodeFunction> known = [];
        foreach (ulong root in returning)
        {
            graph.Reach(root);
            if (graph.FunctionAt(root) is { } function && known.Add(function))
                up.Enqueue(function);
        }

        while (up.TryDequeue(out CodeFunction? function))
        {
            foreach (Instruction site in callers[function.Address])
            {
                CodeFunction caller = all.FunctionAt(site.IP)!;
                if (site.IsCallNear)
                    graph.Reach(site.NextIP);
                else if (caller == function)
                    continue;
                if (known.Add(caller))
                    up.Enqueue(graph.FunctionAt(caller.Address)!);
            }
        }

        foreach (ulong root in roots)
            graph.Reach(root);
        graph.Sort();
        return graph;
    }

    /// <summary>The function that an address lies in, or null.</summary>
    public CodeFunction? FunctionAt(ulong address)
    {
        int low = 0, high = _functions.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (_functions[middle].Address <= address)
                low = middle + 1;
            else
                high = middle;
        }

        return low > 0 && address < _functions[low - 1].End ? _functions[low - 1] : null;
    }

    /// <summary>Every call, and every jump or fall that leaves its function, by its target.</summary>
    public ILookup<ulong, Instruction> Transfers() => _instructions.Values
        .OrderBy(i => i.IP)
        .SelectMany(i => Successors(i)
            .Where(target => FunctionAt(target) != FunctionAt(i.IP))
            .Concat(i.IsCallNear ? [i.NearBranchTarget] : [])
            .Select(target => (Target: target, Instruction: i)))
        .ToLookup(transfer => transfer.Target, transfer => transfer.Instruction);

    /// <summary>Where control goes after an instruction within the code: not into a call, but behind it.</summary>
    public static IEnumerable<ulong> Successors(Instruction i)
    {
        if (i.IsJmpShortOrNear || i.IsJccShortOrNear)
            yield return i.NearBranchTarget;
        if (i.FlowControl is FlowControl.Next or FlowControl.ConditionalBranch or FlowControl.Call)
            yield return i.NextIP;
    }

    private void Reach(ulong root)
    {
        _open.Push(root);
        while (_open.TryPop(out ulong address))
        {
            if (_instructions.ContainsKey(address) || !TryDecode(address, out Instruction i))
                continue;
            _instructions[address] = i;
            Claim(i);
            Follow(i);
        }
    }

    private void Follow(in Instruction i)
    {
        foreach (ulong next in Successors(i))
            _open.Push(next);
        if (i.IsCallNear)
            _open.Push(i.NearBranchTarget);
        else if (i.IsJmpNearIndirect || i.IsCallNearIndirect || i.IsJmpFarIndirect || i.IsCallFarIndirect)
            Fault(i.IP, $"{(i.FlowControl == FlowControl.IndirectCall ? "calls" : "jumps")} through {i.Op0Kind switch
            {
                OpKind.Register => "a register",
                _ => "memory",
            }}");
        else if (!IsKnownFlow(i))
            Fault(i.IP, $"'{i}' is no way to go on that is known");
    }

    // VMRUN, VMMCALL and the like are calls to a decoder; here they are instructions that the next one follows.
    private static bool IsKnownFlow(in Instruction i) => i.FlowControl switch
    {
        FlowControl.Next or FlowControl.ConditionalBranch => true,
        FlowControl.Return => i.Code is not (Code.Retfq or Code.Retfd or Code.Retfw),
        FlowControl.UnconditionalBranch => i.IsJmpShortOrNear,
        FlowControl.Call => i.IsCallNear || i.Code is Code.Vmrunq,
        // Both end in an exception's gate, which is a root of its own.
        FlowControl.Exception => i.Code is Code.Ud2,
        FlowControl.Interrupt => i.Code is Code.Int3,
        _ => false,
    };

    private bool TryDecode(ulong address, out Instruction instruction)
    {
        instruction = default;
        if (_elf.SectionAt(address) is not { IsCode: true } section)
        {
            Fault(address, "control leaves the image's code");
            return false;
        }

        Decoder decoder = Decoder.Create(64, _elf.Bytes(address, 16), address);
        decoder.Decode(out instruction);
        if (!instruction.IsInvalid && instruction.NextIP <= section.Address + section.Size)
            return true;
        Fault(address, "bytes that are no instruction");
        return false;
    }

    /// <summary>Every byte belongs to one instruction.</summary>
    private void Claim(in Instruction i)
    {
        for (ulong at = i.IP; at < i.NextIP; at++)
        {
            if (!_owner.TryAdd(at, i.IP))
            {
                Fault(i.IP, $"an instruction that shares bytes with the one at 0x{_owner[at]:x}");
                return;
            }
        }
    }

    private void Fault(ulong address, string text) => _faults.Add(new(address, text));

    private void Sort()
    {
        foreach (Instruction i in _instructions.Values)
        {
            if (FunctionAt(i.IP) is { } function)
                function.Add(i);
            else
                Fault(i.IP, "code that no symbol names");
        }
    }

    private static List<CodeFunction> FunctionsOf(ElfFile elf)
    {
        IReadOnlyList<ElfSymbol> symbols =
        [
            .. elf.Symbols
                .Where(s => s.IsDefined && s.Name.Length > 0 && elf.SectionAt(s.Address) is { IsCode: true } section
                    && s.Section == elf.Sections.ToList().IndexOf(section))
                .OrderBy(s => s.Address)
                .ThenByDescending(s => s.Size)
                .ThenBy(s => s.Name, StringComparer.Ordinal)
                .DistinctBy(s => s.Address),
        ];
        List<CodeFunction> functions = new(symbols.Count);
        for (int k = 0; k < symbols.Count; k++)
        {
            ElfSection section = elf.SectionAt(symbols[k].Address)!;
            ulong end = section.Address + section.Size;
            if (k + 1 < symbols.Count)
                end = Math.Min(end, symbols[k + 1].Address);
            functions.Add(new(symbols[k].Name, symbols[k].Address, end));
        }

        return functions;
    }
}
