using Iced.Intel;
using Verified.Symbolic.Terms;

namespace Verified.Symbolic.X86;

/// <summary>Exchanges, and what a LOCK prefix makes atomic.</summary>
internal static class AtomicRules
{
    public static readonly IReadOnlyDictionary<Mnemonic, InstructionRule> All
        = new Dictionary<Mnemonic, InstructionRule>
        {
            [Mnemonic.Xchg] = Exchange,
            [Mnemonic.Cmpxchg] = CompareExchange,
            [Mnemonic.Xadd] = ExchangeAdd,
        };

    /// <summary>The arithmetic and bitwise instructions that a LOCK prefix makes atomic, else null.</summary>
    public static InstructionRule? Locked(Mnemonic mnemonic) => mnemonic switch
    {
        Mnemonic.And => (MachineState s, in Instruction i) => Update(s, i, AtomicOperation.And),
        Mnemonic.Or => (MachineState s, in Instruction i) => Update(s, i, AtomicOperation.Or),
        Mnemonic.Xor => (MachineState s, in Instruction i) => Update(s, i, AtomicOperation.Xor),
        Mnemonic.Add => (MachineState s, in Instruction i) => Update(s, i, AtomicOperation.Add),
        Mnemonic.Cmpxchg => CompareExchange,
        Mnemonic.Xadd => ExchangeAdd,
        Mnemonic.Xchg => Exchange,
        _ => null,
    };

    private static void Update(MachineState s, in Instruction i, AtomicOperation operation)
    {
        Term operand = Operands.Read(s, i, 1, Operands.Width(s, i, 0));
        Term old = s.Memory.Update(s, Operands.Address(s, i), operation, operand);
        Term result = operation.Apply(old, operand);
        if (operation == AtomicOperation.Add)
            FlagRules.AfterAdd(s, old, operand, result);
        else
            FlagRules.AfterLogic(s, result);
    }

    private static void ExchangeAdd(MachineState s, in Instruction i)
    {
        if (i.Op0Kind != OpKind.Memory)
            throw Operands.Unknown(s, i, "register operand");
        Term operand = Operands.Read(s, i, 1);
        Term old = s.Memory.Update(s, Operands.Address(s, i), AtomicOperation.Add, operand);
        Operands.Write(s, i, 1, old);
        FlagRules.AfterAdd(s, old, operand, s.Store.Add(old, operand));
    }

    private static void Exchange(MachineState s, in Instruction i)
    {
        // On memory an exchange is atomic, with a prefix or without.
        if (i.Op0Kind == OpKind.Memory)
        {
            s[i.Op1Register] = s.Memory.Update(s, Operands.Address(s, i), AtomicOperation.Exchange, s[i.Op1Register]);
            return;
        }
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
