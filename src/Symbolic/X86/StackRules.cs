using Iced.Intel;
using Verified.Symbolic.Terms;

namespace Verified.Symbolic.X86;

/// <summary>The stack, in words of 8 bytes.</summary>
internal static class StackRules
{
    public static readonly IReadOnlyDictionary<Mnemonic, InstructionRule> All
        = new Dictionary<Mnemonic, InstructionRule>
        {
            [Mnemonic.Push] = Push,
            [Mnemonic.Pop] = Pop,
            [Mnemonic.Leave] = Leave,
        };

    /// <summary>Pushes a word of 64 bits.</summary>
    public static void Push(MachineState s, Term value)
    {
        s[Register.RSP] = s.Store.Subtract(s[Register.RSP], s.Store.Constant(8, 64));
        s.Memory.Store(s, s[Register.RSP], value);
    }

    /// <summary>Pops a word of 64 bits.</summary>
    public static Term Pop(MachineState s)
    {
        Term value = s.Memory.Load(s, s[Register.RSP], 8);
        s[Register.RSP] = s.Store.Add(s[Register.RSP], s.Store.Constant(8, 64));
        return value;
    }

    private static void Push(MachineState s, in Instruction i)
    {
        if (i.StackPointerIncrement != -8)
            throw Operands.Unknown(s, i, "width");
        Push(s, Operands.Read(s, i, 0, 64));
    }

    private static void Pop(MachineState s, in Instruction i)
    {
        if (i.StackPointerIncrement != 8)
            throw Operands.Unknown(s, i, "width");
        Operands.Write(s, i, 0, Pop(s));
    }

    private static void Leave(MachineState s, in Instruction i)
    {
        if (i.Code != Code.Leaveq)
            throw Operands.Unknown(s, i, "width");
        s[Register.RSP] = s[Register.RBP];
        s[Register.RBP] = Pop(s);
    }
}
