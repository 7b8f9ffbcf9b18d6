using Iced.Intel;
using Verified.Symbolic.Terms;

namespace Verified.Symbolic.X86;

/// <summary>Exchanges.</summary>
internal static class AtomicRules
{
    public static readonly IReadOnlyDictionary<Mnemonic, InstructionRule> All = new Dictionary<Mnemonic, InstructionRule>
    {
        [Mnemonic.Xchg] = Exchange,
        [Mnemonic.Cmpxchg] = CompareExchange,
    };

    private static void Exchange(MachineState s, in Instruction i)
    {
        // On memory an exchange is atomic; as two accesses it would not be.
        if (i.Op0Kind == OpKind.Memory || i.Op1Kind == OpKind.Memory)
            throw Operands.Unknown(s, i, "memory operand");
        Term a = Operands.Read(s, i, 0), b = Operands.Read(s, i, 1);
        Operands.Write(s, i, 0, b);
        Operands.Write(s, i, 1, a);
    }

    private static void CompareExchange(MachineState s, in Instruction i)
    {
        TermStore t = s.Store;
        // Processors differ in what a failed 32-bit exchange does to the upper half of a register.
        if (i.Op0Kind != OpKind.Memory)
            throw Operands.Unknown(s, i, "register operand");
        Term replacement = Operands.Read(s, i, 1);
        Register accumulator = replacement.Width switch
        {
            8 => Register.AL,
            16 => Register.AX,
            32 => Register.EAX,
            _ => Register.RAX,
        };
        Term expected = s[accumulator];
        // On memory that guests share, two accesses are no exchange.
        Term old = s.Memory.CompareExchange(s, Operands.Address(s, i), expected, replacement);
        Term equal = t.Equal(expected, old);
        // On success the accumulator keeps all 64 bits; on failure it is loaded, and a 32-bit load clears the rest.
        Term before = s[Register.RAX];
        s[accumulator] = old;
        s[Register.RAX] = t.Choice(equal, before, s[Register.RAX]);
        FlagRules.AfterSubtract(s, expected, old, t.Subtract(expected, old));
    }
}
