using Iced.Intel;
using Verified.Symbolic.Terms;

namespace Verified.Symbolic.X86;

/// <summary>Products. Division can fault and is not lifted.</summary>
internal static class MultiplyRules
{
    public static readonly IReadOnlyDictionary<Mnemonic, InstructionRule> All
        = new Dictionary<Mnemonic, InstructionRule>
        {
            [Mnemonic.Imul] = MultiplySigned,
            [Mnemonic.Mul] = (MachineState s, in Instruction i) => MultiplyWide(s, i, signed: false),
        };

    private static void MultiplySigned(MachineState s, in Instruction i)
    {
        if (i.OpCount == 1)
        {
            MultiplyWide(s, i, signed: true);
            return;
        }
        TermStore t = s.Store;
        int width = Operands.Width(s, i, 0), first = i.OpCount == 3 ? 1 : 0;
        Term a = Operands.Read(s, i, first), b = Operands.Read(s, i, first + 1, width);
        Term product = t.Multiply(a, b);
        Operands.Write(s, i, 0, product);
        SetFlags(s, () => t.Not(t.Equal(
            t.Multiply(t.SignExtend(a, 2 * width), t.SignExtend(b, 2 * width)), t.SignExtend(product, 2 * width))));
    }

    // One operand: the double-width product goes to rDX:rAX (AX for bytes).
    private static void MultiplyWide(MachineState s, in Instruction i, bool signed)
    {
        TermStore t = s.Store;
        int width = Operands.Width(s, i, 0);
        Register low = width switch { 8 => Register.AL, 16 => Register.AX, 32 => Register.EAX, _ => Register.RAX };
        Term a = s[low], b = Operands.Read(s, i, 0);
        Term product = signed
            ? t.Multiply(t.SignExtend(a, 2 * width), t.SignExtend(b, 2 * width))
            : t.Multiply(t.ZeroExtend(a, 2 * width), t.ZeroExtend(b, 2 * width));
        if (width == 8)
        {
            s[Register.AX] = product;
        }
        else
        {
            s[low] = t.Extract(product, width - 1, 0);
            Register high = width switch { 16 => Register.DX, 32 => Register.EDX, _ => Register.RDX };
            s[high] = t.Extract(product, (2 * width) - 1, width);
        }
        Term lower = t.Extract(product, width - 1, 0);
        SetFlags(s, () => t.Not(t.Equal(
            product, signed ? t.SignExtend(lower, 2 * width) : t.ZeroExtend(lower, 2 * width))));
    }

    private static void SetFlags(MachineState s, Func<Term> overflow)
    {
        s[Flag.Carry] = s[Flag.Overflow] = new(overflow);
        FlagRules.Undefine(s, Flag.Parity, Flag.Zero, Flag.Sign);
    }
}
