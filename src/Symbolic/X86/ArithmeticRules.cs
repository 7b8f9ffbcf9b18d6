using Iced.Intel;
using Verified.Symbolic.Terms;

namespace Verified.Symbolic.X86;

/// <summary>Sums, differences and comparisons.</summary>
internal static class ArithmeticRules
{
    public static readonly IReadOnlyDictionary<Mnemonic, InstructionRule> All
        = new Dictionary<Mnemonic, InstructionRule>
        {
            [Mnemonic.Add] = (MachineState s, in Instruction i) => Add(s, i, carry: null),
            [Mnemonic.Adc] = (MachineState s, in Instruction i) => Add(s, i, s[Flag.Carry].Value),
            [Mnemonic.Sub] = (MachineState s, in Instruction i) => Subtract(s, i, borrow: null, keep: true),
            [Mnemonic.Sbb] = (MachineState s, in Instruction i) => Subtract(s, i, s[Flag.Carry].Value, keep: true),
            [Mnemonic.Cmp] = (MachineState s, in Instruction i) => Subtract(s, i, borrow: null, keep: false),
            [Mnemonic.Inc] = Increment,
            [Mnemonic.Dec] = Decrement,
            [Mnemonic.Neg] = Negate,
        };

    private static void Add(MachineState s, in Instruction i, Term? carry)
    {
        int width = Operands.Width(s, i, 0);
        Term a = Operands.Read(s, i, 0), b = Operands.Read(s, i, 1, width);
        Term sum = s.Store.Add(a, b);
        if (carry is not null)
            sum = s.Store.Add(sum, s.Store.Word(carry, width));
        Operands.Write(s, i, 0, sum);
        FlagRules.AfterAdd(s, a, b, sum, carry);
    }

    private static void Subtract(MachineState s, in Instruction i, Term? borrow, bool keep)
    {
        int width = Operands.Width(s, i, 0);
        Term a = Operands.Read(s, i, 0), b = Operands.Read(s, i, 1, width);
        Term difference = s.Store.Subtract(a, b);
        if (borrow is not null)
            difference = s.Store.Subtract(difference, s.Store.Word(borrow, width));
        if (keep)
            Operands.Write(s, i, 0, difference);
        FlagRules.AfterSubtract(s, a, b, difference, borrow);
    }

    private static void Increment(MachineState s, in Instruction i)
    {
        Term a = Operands.Read(s, i, 0), one = s.Store.Constant(1, a.Width);
        Term sum = s.Store.Add(a, one);
        LazyTerm carry = s[Flag.Carry];
        Operands.Write(s, i, 0, sum);
        FlagRules.AfterAdd(s, a, one, sum);
        s[Flag.Carry] = carry;
    }

    private static void Decrement(MachineState s, in Instruction i)
    {
        Term a = Operands.Read(s, i, 0), one = s.Store.Constant(1, a.Width);
        Term difference = s.Store.Subtract(a, one);
        LazyTerm carry = s[Flag.Carry];
        Operands.Write(s, i, 0, difference);
        FlagRules.AfterSubtract(s, a, one, difference);
        s[Flag.Carry] = carry;
    }

    private static void Negate(MachineState s, in Instruction i)
    {
        Term a = Operands.Read(s, i, 0);
        Term negative = s.Store.Negate(a);
        Operands.Write(s, i, 0, negative);
        FlagRules.AfterSubtract(s, s.Store.Constant(0, a.Width), a, negative);
    }
}
