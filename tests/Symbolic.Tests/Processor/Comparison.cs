using Iced.Intel;
using Verified.Symbolic.Terms;
using Verified.Symbolic.X86;

namespace Verified.Symbolic.Tests.Processor;

/// <summary>One instruction on the processor and as terms, from the same states.</summary>
internal sealed unsafe class Comparison(Trampoline trampoline, Random random, InstructionSet instructions)
{
    private static readonly int[] FlagBits = [0, 2, 6, 7, 11];

    /// <summary>Null if both agree in all states tried; else what differs first.</summary>
    /// <exception cref="LiftException">The lifter does not know the form.</exception>
    public string? FirstDifference(Instruction instruction, int states)
    {
        TermStore store = new();
        FlatMemory memory = new(store.ArrayVariable("memory", 64, 8));
        MachineState lifted = new(new LiftRun(store), memory) { Rip = instruction.IP };
        instructions.Execute(lifted, instruction);
        trampoline.Load(instruction, UsesStack(instruction));
        for (int i = 0; i < states; i++)
        {
            if (Differ(instruction, lifted) is { } difference)
                return $"{instruction}: {difference}";
        }
        return null;
    }

    private static bool UsesStack(Instruction instruction) =>
        instruction.Mnemonic is Mnemonic.Push or Mnemonic.Pop or Mnemonic.Leave;

    private string? Differ(Instruction instruction, MachineState lifted)
    {
        ProcessorState before = RandomState(instruction);
        byte[] memory = new byte[Trampoline.ScratchSize];
        random.NextBytes(memory);
        // Half the time an exchange finds what it expects.
        bool expected = instruction.Mnemonic == Mnemonic.Cmpxchg && random.Next(2) == 0;
        for (int i = 0; expected && i < memory.Length; i++)
            memory[i] = (byte)(before.General[0] >> (8 * (i % 8)));
        memory.CopyTo(new Span<byte>(trampoline.Scratch, memory.Length));
        ProcessorState after = trampoline.Run(before);
        Evaluator evaluator = new(AsModel(before, memory));
        return DifferentRegister(evaluator, lifted, before, after, UsesStack(instruction))
            ?? DifferentFlag(evaluator, lifted, after)
            ?? DifferentByte(evaluator, lifted, memory);
    }

    private ProcessorState RandomState(Instruction instruction)
    {
        ProcessorState state = default;
        for (int i = 0; i < 16; i++)
            state.General[i] = Number();
        for (int i = 0; i < 32; i++)
            state.Vector[i] = Number();
        if (instruction.MemoryBase == Register.RBX)
        {
            state.General[3] = (ulong)trampoline.Scratch + 192;
            state.General[6] = (ulong)(16 * random.Next(2));
        }
        if (UsesStack(instruction))
        {
            state.General[4] = (ulong)trampoline.Scratch + 256 + (ulong)(8 * random.Next(16));
            if (instruction.Mnemonic == Mnemonic.Leave)
                state.General[5] = (ulong)trampoline.Scratch + 128 + (ulong)(8 * random.Next(16));
        }
        if (instruction.IsStringInstruction)
        {
            state.General[1] = (ulong)random.Next(FlatMemory.MostWords + 1);
            state.General[6] = (ulong)trampoline.Scratch + (ulong)random.Next(200);
            state.General[7] = (ulong)trampoline.Scratch + (ulong)random.Next(200);
        }
        // The status flags, bit 1 and the interrupt flag, as user code has it.
        state.Flags = 0x202 | ((ulong)random.Next(4096) & 0x8d5);
        return state;
    }

    private ulong Number() => random.Next(8) switch
    {
        0 => (ulong)random.Next(64),
        1 => ulong.MaxValue - (ulong)random.Next(4),
        2 => 0x8000_0000_8000_8080 >> random.Next(64),
        3 => 1ul << random.Next(64),
        4 => (1ul << random.Next(64)) - 1,
        5 => 0,
        _ => (ulong)random.NextInt64() ^ ((ulong)random.NextInt64() << 1),
    };

    private Model AsModel(ProcessorState state, byte[] memory)
    {
        Model model = new();
        for (int i = 0; i < 16; i++)
        {
            model.Set((Register.RAX + i).ToString().ToLowerInvariant(), state.General[i]);
            model.Set(
                (Register.XMM0 + i).ToString().ToLowerInvariant(), ((UInt128)state.Vector[(2 * i) + 1] << 64) | state.Vector[2 * i]);
        }
        foreach (Flag flag in Enum.GetValues<Flag>())
            model.Set("flag." + flag.ToString().ToLowerInvariant(), (state.Flags >> FlagBits[(int)flag]) & 1);
        for (int i = 0; i < memory.Length; i++)
            model.Set("memory", (ulong)trampoline.Scratch + (ulong)i, memory[i]);
        return model;
    }

    private static string? DifferentRegister(
        Evaluator evaluator, MachineState lifted, ProcessorState before, ProcessorState after, bool stack)
    {
        for (int i = 0; i < 16; i++)
        {
            UInt128 vector = ((UInt128)after.Vector[(2 * i) + 1] << 64) | after.Vector[2 * i];
            if (evaluator.Value(lifted[Register.XMM0 + i]) != vector)
                return $"xmm{i}";
            Term term = lifted[Register.RAX + i];
            if ((i == 4 && !stack) || DependsOnUndefined(evaluator, term))
                continue;
            if (evaluator.Value(term) != after.General[i])
                return $"{Register.RAX + i} 0x{before.General[i]:x} -> 0x{after.General[i]:x}, lifted {evaluator.Value(term):x}";
        }
        return null;
    }

    private static string? DifferentFlag(Evaluator evaluator, MachineState lifted, ProcessorState after)
    {
        foreach (Flag flag in Enum.GetValues<Flag>())
        {
            Term term = lifted[flag].Value;
            if (!DependsOnUndefined(evaluator, term) && evaluator.Value(term) != ((after.Flags >> FlagBits[(int)flag]) & 1))
                return $"flag {flag}, processor has {(after.Flags >> FlagBits[(int)flag]) & 1}";
        }
        return null;
    }

    private string? DifferentByte(Evaluator evaluator, MachineState lifted, byte[] before)
    {
        TermStore store = lifted.Store;
        Term bytes = ((FlatMemory)lifted.Memory).Bytes;
        if (bytes.Kind == TermKind.ArrayVariable)
            return new Span<byte>(trampoline.Scratch, before.Length).SequenceEqual(before) ? null : "memory changed";
        for (int i = 0; i < before.Length; i++)
        {
            Term value = store.Select(bytes, store.Constant((ulong)trampoline.Scratch + (ulong)i, 64));
            if (evaluator.Value(value) != trampoline.Scratch[i])
                return $"byte {i} of memory is 0x{trampoline.Scratch[i]:x}, lifted 0x{evaluator.Value(value):x}";
        }
        return null;
    }

    // In this state: the chosen sides of choices only.
    private static bool DependsOnUndefined(Evaluator evaluator, Term term) => term.Kind switch
    {
        TermKind.Variable => term.Name.StartsWith("undefined!", StringComparison.Ordinal),
        TermKind.Choice => DependsOnUndefined(evaluator, term.First)
            || DependsOnUndefined(evaluator, evaluator.Holds(term.First) ? term.Second : term.Third),
        TermKind.BoolAnd or TermKind.BoolOr or TermKind.BoolNot or TermKind.ZeroExtend or TermKind.Concat =>
            Enumerable.Range(0, term.OperandCount).Any(i => DependsOnUndefined(evaluator, term.Operand(i))),
        _ => false,
    };
}
