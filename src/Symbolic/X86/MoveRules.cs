using Iced.Intel;
using Verified.Symbolic.Terms;

namespace Verified.Symbolic.X86;

/// <summary>Moves, extensions and address arithmetic: no flags.</summary>
internal static class MoveRules
{
    public static readonly IReadOnlyDictionary<Mnemonic, InstructionRule> All
        = new Dictionary<Mnemonic, InstructionRule>
        {
            [Mnemonic.Nop] = Nothing,
            [Mnemonic.Endbr64] = Nothing,
            [Mnemonic.Pause] = Nothing,
            [Mnemonic.Mov] = Move,
            [Mnemonic.Movzx] = MoveZeroExtended,
            [Mnemonic.Movsx] = MoveSignExtended,
            [Mnemonic.Movsxd] = MoveSignExtended,
            [Mnemonic.Lea] = LoadAddress,
            [Mnemonic.Bswap] = SwapBytes,
            [Mnemonic.Cbw] = (MachineState s, in Instruction _) => Widen(s, Register.AL, Register.AX),
            [Mnemonic.Cwde] = (MachineState s, in Instruction _) => Widen(s, Register.AX, Register.EAX),
            [Mnemonic.Cdqe] = (MachineState s, in Instruction _) => Widen(s, Register.EAX, Register.RAX),
            [Mnemonic.Cwd] = (MachineState s, in Instruction _) => SpreadSign(s, Register.AX, Register.DX),
            [Mnemonic.Cdq] = (MachineState s, in Instruction _) => SpreadSign(s, Register.EAX, Register.EDX),
            [Mnemonic.Cqo] = (MachineState s, in Instruction _) => SpreadSign(s, Register.RAX, Register.RDX),
        };

    private static void Nothing(MachineState s, in Instruction i)
    {
    }

    private static void Move(MachineState s, in Instruction i)
    {
        for (int place = 0; place < 2; place++)
        {
            if (i.GetOpKind(place) == OpKind.Register && !i.GetOpRegister(place).IsGPR())
                throw Operands.Unknown(s, i, "register");
        }
        Operands.Write(s, i, 0, Operands.Read(s, i, 1, Operands.Width(s, i, 0)));
    }

    private static void MoveZeroExtended(MachineState s, in Instruction i) =>
        Operands.Write(s, i, 0, s.Store.ZeroExtend(Operands.Read(s, i, 1), Operands.Width(s, i, 0)));

    private static void MoveSignExtended(MachineState s, in Instruction i) =>
        Operands.Write(s, i, 0, s.Store.SignExtend(Operands.Read(s, i, 1), Operands.Width(s, i, 0)));

    private static void LoadAddress(MachineState s, in Instruction i) =>
        Operands.Write(s, i, 0, s.Store.Extract(Operands.Address(s, i), Operands.Width(s, i, 0) - 1, 0));

    private static void SwapBytes(MachineState s, in Instruction i)
    {
        Term old = Operands.Read(s, i, 0);
        if (old.Width < 32)
            throw Operands.Unknown(s, i, "width");
        Term swapped = s.Store.Extract(old, 7, 0);
        for (int low = 8; low < old.Width; low += 8)
            swapped = s.Store.Concat(swapped, s.Store.Extract(old, low + 7, low));
        Operands.Write(s, i, 0, swapped);
    }

    private static void Widen(MachineState s, Register from, Register to) =>
        s[to] = s.Store.SignExtend(s[from], to.GetSize() * 8);

    private static void SpreadSign(MachineState s, Register from, Register to)
    {
        int width = from.GetSize() * 8;
        s[to] = s.Store.SignExtend(s.Store.Extract(s[from], width - 1, width - 1), width);
    }
}
