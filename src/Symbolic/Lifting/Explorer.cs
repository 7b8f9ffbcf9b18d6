using Iced.Intel;
using Verified.Symbolic.Elf;
using Verified.Symbolic.Memory;
using Verified.Symbolic.Terms;
using Verified.Symbolic.X86;

namespace Verified.Symbolic.Lifting;

/// <summary>
/// Executes the machine code of a function on terms, along all paths, to its return. Paths that meet are merged. That
/// the return address is the caller's is checked as it happens; that the stack pointer and the callee-saved registers
/// are restored becomes an obligation.
/// </summary>
public sealed class Explorer
{
    /// <summary>The return address at entry: an address that no image has.</summary>
    public const ulong ReturnAddress = 0x5151_5151_0000;

    private static readonly Register[] CalleeSaved =
        [Register.RBX, Register.RBP, Register.RSP, Register.R12, Register.R13, Register.R14, Register.R15];

    private readonly ElfFile _elf;
    private readonly InstructionSet _instructions;
    private readonly ExplorerOptions _options;
    private readonly Dictionary<ulong, Instruction> _decoded = [];
    private readonly Dictionary<Code, ulong> _forms = [];
    private readonly Dictionary<ulong, CodeOrder> _orders = [];
    private readonly List<Activation> _live = [];
    private readonly List<MachineState> _final = [];
    private int _steps;
    private int _merges;

    private Explorer(ElfFile elf, InstructionSet instructions, ExplorerOptions options)
    {
        _elf = elf;
        _instructions = instructions;
        _options = options;
    }

    /// <summary>The register of an integer argument in the System V calling convention.</summary>
    /// <param name="number">0 to 5.</param>
    public static Register Argument(int number) => number switch
    {
        0 => Register.RDI,
        1 => Register.RSI,
        2 => Register.RDX,
        3 => Register.RCX,
        4 => Register.R8,
        5 => Register.R9,
        _ => throw new ArgumentOutOfRangeException(nameof(number), "the first six arguments are in registers"),
    };

    /// <summary>A state at a function's entry: registers and flags unknown, the stack pointer known.</summary>
    /// <param name="store">Where the terms live.</param>
    /// <param name="memory">The memory; must have a <see cref="StackMemory"/> part.</param>
    public static MachineState Entry(TermStore store, MachineMemory memory)
    {
        ArgumentNullException.ThrowIfNull(store);
        MachineState state = new(new LiftRun(store), memory);
        state[Register.RSP] = store.Constant(StackMemory.Top, 64);
        state.Memory.Store(state, state[Register.RSP], store.Constant(ReturnAddress, 64));
        return state;
    }

    /// <summary>Executes a function of an image to its return.</summary>
    /// <param name="elf">The image.</param>
    /// <param name="address">The function's first instruction.</param>
    /// <param name="entry">The state at entry, from <see cref="Entry"/>; it is not changed.</param>
    /// <param name="options">Bounds and modelled functions.</param>
    /// <param name="instructions">The instructions' meaning; the standard one unless a test plants a bug.</param>
    /// <exception cref="LiftException">Something cannot be lifted; nothing is proved.</exception>
    public static Exploration Run(
        ElfFile elf, ulong address, MachineState entry, ExplorerOptions? options = null, InstructionSet? instructions = null)
    {
        ArgumentNullException.ThrowIfNull(elf);
        ArgumentNullException.ThrowIfNull(entry);
        Explorer explorer = new(elf, instructions ?? InstructionSet.Standard, options ?? new());
        MachineState before = entry.Fork();
        before.Rip = address;
        explorer._live.Add(Activation.Entry(before.Fork(), explorer.OrderOf(address)));
        explorer.RunAll();
        foreach (MachineState final in explorer._final)
            RequireRestored(before, final);
        return new(before, explorer._final, entry.Run, explorer._steps, explorer._merges, [.. explorer._decoded.Keys.Order()], explorer._forms);
    }

    private static void RequireRestored(MachineState before, MachineState final)
    {
        TermStore t = final.Store;
        foreach (Register register in CalleeSaved)
        {
            Term expected = before[register];
            if (register == Register.RSP)
                expected = t.Add(expected, t.Constant(8, 64));
            final.Run.Require(
                final, ObligationKind.CalleeSaved, t.Equal(final[register], expected), $"{register} is restored".ToLowerInvariant());
        }
    }

    private void RunAll()
    {
        while (_live.Count > 0)
        {
            Activation next = TakeNext();
            if (_steps++ >= _options.MaximumSteps)
                throw new LiftException(next.State.Rip, $"more than {_options.MaximumSteps} steps");
            Step(next);
        }
    }

    private Activation TakeNext()
    {
        if (!_options.MergeStates)
        {
            Activation last = _live[^1];
            _live.RemoveAt(_live.Count - 1);
            return last;
        }
        Activation next = _live[0];
        List<Activation> meeting = [];
        foreach (Activation candidate in _live)
        {
            int order = candidate.CompareTo(next);
            if (order < 0)
            {
                next = candidate;
                meeting.Clear();
            }
            else if (order == 0 && candidate != next)
            {
                meeting.Add(candidate);
            }
        }
        _live.Remove(next);
        foreach (Activation other in meeting.Where(m => m.State[Register.RSP] == next.State[Register.RSP]))
        {
            next = next.With(next.State.Merge(other.State));
            _live.Remove(other);
            _merges++;
        }
        return next;
    }

    private void Step(Activation at)
    {
        MachineState s = at.State;
        if (_options.Unreachable.Contains(s.Rip))
        {
            s.Run.Require(s, ObligationKind.Unreachable, s.Store.False, $"{_elf.Describe(s.Rip)} is not reached");
            return;
        }
        if (_options.Models.TryGetValue(s.Rip, out FunctionModel? model))
        {
            model(s);
            Return(at);
            return;
        }
        Instruction i = Decode(s.Rip);
        // By form, not by kind of flow: to a decoder SYSCALL and VMMCALL are calls as well.
        if (i.FlowControl == FlowControl.Next)
        {
            _instructions.Execute(s, i);
            at.GoTo(i.NextIP);
            _live.Add(at);
        }
        else if (i.IsJmpShortOrNear)
        {
            Jump(at, i.NearBranchTarget);
        }
        else if (i.IsJmpNearIndirect)
        {
            Jump(at, KnownTarget(s, i));
        }
        else if (i.IsJccShortOrNear)
        {
            Branch(at, i);
        }
        else if (i.IsCallNear)
        {
            Call(at, i, i.NearBranchTarget);
        }
        else if (i.IsCallNearIndirect)
        {
            Call(at, i, KnownTarget(s, i));
        }
        else if (i.Code == Code.Retnq)
        {
            Return(at);
        }
        else
        {
            throw Unknown(s, i);
        }
    }

    private void Jump(Activation at, ulong target)
    {
        at.GoTo(target);
        if (at.Rounds > _options.MaximumBackEdges)
            throw new LiftException(at.State.Rip, $"a loop of more than {_options.MaximumBackEdges} rounds");
        _live.Add(at);
    }

    private void Branch(Activation at, in Instruction i)
    {
        MachineState s = at.State;
        Term condition = FlagRules.Condition(s, i);
        PathCondition taken = s.Path.And(condition), fallen = s.Path.And(s.Store.Not(condition));
        if (!fallen.IsInfeasible)
        {
            Activation next = at.With(taken.IsInfeasible ? s : s.Fork());
            next.State.Path = fallen;
            next.GoTo(i.NextIP);
            _live.Add(next);
        }
        if (!taken.IsInfeasible)
        {
            s.Path = taken;
            Jump(at, i.NearBranchTarget);
        }
    }

    private void Call(Activation at, in Instruction i, ulong target)
    {
        if (at.Returns.Length >= _options.MaximumDepth)
            throw new LiftException(at.State.Rip, $"more than {_options.MaximumDepth} calls within each other");
        StackRules.Push(at.State, at.State.Store.Constant(i.NextIP, 64));
        at.Call(target, i.NextIP, OrderOf(target));
        _live.Add(at);
    }

    private void Return(Activation at)
    {
        MachineState s = at.State;
        Term target = StackRules.Pop(s);
        ulong expected = at.Returns.Length == 0 ? ReturnAddress : at.Returns[^1];
        if (!target.IsConstant || target.Value != expected)
            throw new LiftException(s.Rip, $"returns to {target} instead of 0x{expected:x}");
        if (at.Returns.Length == 0)
        {
            _final.Add(s);
            return;
        }
        at.Return();
        _live.Add(at);
    }

    private static ulong KnownTarget(MachineState s, in Instruction i)
    {
        Term target = Operands.Read(s, i, 0);
        return target.IsConstant ? (ulong)target.Value : throw Unknown(s, i);
    }

    private CodeOrder OrderOf(ulong function)
    {
        if (!_orders.TryGetValue(function, out CodeOrder? order))
            _orders[function] = order = new(function, TryDecode);
        return order;
    }

    private Instruction? TryDecode(ulong address)
    {
        if (_elf.SectionAt(address) is not { IsCode: true })
            return null;
        Decoder decoder = Decoder.Create(64, _elf.Bytes(address, 16), address);
        decoder.Decode(out Instruction instruction);
        return instruction.IsInvalid ? null : instruction;
    }

    private Instruction Decode(ulong address)
    {
        if (_decoded.TryGetValue(address, out Instruction known))
            return known;
        if (_elf.SectionAt(address) is not { IsCode: true })
            throw new LiftException(address, "control leaves the image's code");
        if (TryDecode(address) is not { } instruction)
            throw new LiftException(address, "bytes that are no instruction");
        _decoded[address] = instruction;
        _forms.TryAdd(instruction.Code, address);
        return instruction;
    }

    private static LiftException Unknown(MachineState s, in Instruction i) =>
        new(s.Rip, $"control flow of '{i}' ({i.Code}) is not modelled");
}
