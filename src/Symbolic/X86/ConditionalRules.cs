using Iced.Intel;
using Verified.Symbolic.Terms;

namespace Verified.Symbolic.X86;

/// <summary>Conditional moves and bytes.</summary>
internal static class ConditionalRules
{
    private static readonly Mnemonic[] Sets =
    [
        Mnemonic.Seta, Mnemonic.Setae, Mnemonic.Setb, Mnemonic.Setbe, Mnemonic.Sete, Mnemonic.Setne, Mnemonic.Setg,
        Mnemonic.Setge, Mnemonic.Setl, Mnemonic.Setle, Mnemonic.Seto, Mnemonic.Setno, Mnemonic.Sets, Mnemonic.Setns,
        Mnemonic.Setp, Mnemonic.Setnp,
    ];

    private static readonly Mnemonic[] Moves =
    [
        Mnemonic.Cmova, Mnemonic.Cmovae, Mnemonic.Cmovb, Mnemonic.Cmovbe, Mnemonic.Cmove, Mnemonic.Cmovne,
        Mnemonic.Cmovg, Mnemonic.Cmovge, Mnemonic.Cmovl, Mnemonic.Cmovle, Mnemonic.Cmovo, Mnemonic.Cmovno,
        Mnemonic.Cmovs, Mnemonic.Cmovns, Mnemonic.Cmovp, Mnemonic.Cmovnp,
    ];

    public static readonly IReadOnlyDictionary<Mnemonic, InstructionRule> All =
        Sets.Select(m => KeyValuePair.Create<Mnemonic, InstructionRule>(m, SetByte))
            .Concat(Moves.Select(m => KeyValuePair.Create<Mnemonic, InstructionRule>(m, Move)))
            .ToDictionary();

    private static void SetByte(MachineState s, in Instruction i) =>
        Operands.Write(s, i, 0, s.Store.Word(FlagRules.Condition(s, i), 8));

    // The source is read, and a 32-bit destination's upper half cleared, whatever the condition says.
    private static void Move(MachineState s, in Instruction i)
    {
        Term source = Operands.Read(s, i, 1), old = Operands.Read(s, i, 0);
        Operands.Write(s, i, 0, s.Store.Choice(FlagRules.Condition(s, i), source, old));
    }
}
