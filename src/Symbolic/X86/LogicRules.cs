using Iced.Intel;
using Verified.Symbolic.Terms;

namespace Verified.Symbolic.X86;

/// <summary>Bitwise operations.</summary>
internal static class LogicRules
{
    public static readonly IReadOnlyDictionary<Mnemonic, InstructionRule> All
        = new Dictionary<Mnemonic, InstructionRule>
        {
            [Mnemonic.And] = (MachineState s, in Instruction i) => Apply(s, i, s.Store.And, keep: true),
            [Mnemonic.Test] = (MachineState s, in Instruction i) => Apply(s, i, s.Store.And, keep: false),
            [Mnemonic.Or] = (MachineState s, in Instruction i) => Apply(s, i, s.Store.Or, keep: true),
            [Mnemonic.Xor] = (MachineState s, in Instruction i) => Apply(s, i, s.Store.Xor, keep: true),
            [Mnemonic.Not] = Complement,
        };

    private static void Apply(MachineState s, in Instruction i, Func<Term, Term, Term> operation, bool keep)
    {
        Term a = Operands.Read(s, i, 0);
        Term result = operation(a, Operands.Read(s, i, 1, a.Width));
        if (keep)
            Operands.Write(s, i, 0, result);
        FlagRules.AfterLogic(s, result);
    }

    private static void Complement(MachineState s, in Instruction i) =>
        Operands.Write(s, i, 0, s.Store.Not(Operands.Read(s, i, 0)));
}
