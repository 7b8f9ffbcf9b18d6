using Iced.Intel;

namespace Verified.Proofs.Mutation;

/// <summary>
/// Plants small bugs in machine code, to see whether the proofs find them. A mutant that a proof accepts is either
/// equal to the original in all that the theorem speaks of, or a hole in the theorem.
/// </summary>
public static class Mutations
{
    private const byte Nop = 0x90;

    /// <summary>All mutants of one function, in the order of their addresses.</summary>
    /// <param name="code">The function's bytes.</param>
    /// <param name="address">The address of its first byte.</param>
    public static IEnumerable<Mutant> Of(byte[] code, ulong address)
    {
        ArgumentNullException.ThrowIfNull(code);
        Decoder decoder = Decoder.Create(64, code, address);
        while (decoder.IP < address + (ulong)code.Length)
        {
            Instruction instruction = decoder.Decode();
            if (instruction.IsInvalid)
                yield break;

            byte[] bytes = code.AsSpan((int)(instruction.IP - address), instruction.Length).ToArray();
            ConstantOffsets offsets = decoder.GetConstantOffsets(instruction);
            foreach (Mutant mutant in OfInstruction(instruction, offsets, bytes))
                yield return mutant;
        }
    }

    private static IEnumerable<Mutant> OfInstruction(
        Instruction instruction, ConstantOffsets offsets, byte[] bytes)
    {
        Mutant?[] mutants =
        [
            WithCondition(MutationKind.NegatedCondition, instruction, bytes, 1, "condition negated"),
            WithBound(instruction, bytes),
            WritesTables(instruction) ? Dropped(MutationKind.DroppedStore, instruction, bytes) : null,
            instruction.IsCallNear ? Dropped(MutationKind.DroppedCall, instruction, bytes) : null,
            WithNextConstant(instruction, offsets, bytes),
            OperandMutations.WithOtherRegister(instruction),
            OperandMutations.WithNextPlace(instruction),
        ];
        return mutants.OfType<Mutant>();
    }

    // Below and not above differ in bit 2 of the condition, less and not greater in bit 1 (AMD64 manual vol. 3, 1.8.3).
    private static Mutant? WithBound(in Instruction instruction, byte[] bytes) => instruction.ConditionCode switch
    {
        ConditionCode.b or ConditionCode.ae or ConditionCode.be or ConditionCode.a =>
            WithCondition(MutationKind.ChangedCondition, instruction, bytes, 4, "the bound moved by one"),
        ConditionCode.l or ConditionCode.ge or ConditionCode.le or ConditionCode.g =>
            WithCondition(MutationKind.ChangedCondition, instruction, bytes, 2, "the bound moved by one"),
        _ => null,
    };

    private static Mutant? WithCondition(
        MutationKind kind, in Instruction instruction, byte[] bytes, byte bits, string what)
    {
        if (instruction.ConditionCode == ConditionCode.None)
            return null;

        // The condition is in the low half of the opcode's last byte: 7x, 0F 8x, 0F 9x and 0F 4x alike.
        int opcode = Array.IndexOf(bytes, (byte)0x0f) is var escape && escape >= 0 && instruction.Length > 2
            ? escape + 1
            : 0;
        byte[] changed = [.. bytes];
        changed[opcode] ^= bits;
        return new Mutant(kind, instruction.IP, $"{instruction}: {what}", changed);
    }

    private static bool WritesTables(in Instruction instruction)
    {
        // Pushes and spills belong to the stack frame; dropping them breaks the function, which is no finding.
        foreach (UsedMemory used in new InstructionInfoFactory().GetInfo(instruction).GetUsedMemory())
        {
            bool writes = used.Access is OpAccess.Write or OpAccess.ReadWrite
                or OpAccess.CondWrite or OpAccess.ReadCondWrite;
            if (writes && used.Base is not (Register.RSP or Register.RBP))
                return true;
        }

        return false;
    }

    private static Mutant Dropped(MutationKind kind, in Instruction instruction, byte[] bytes)
    {
        byte[] nops = new byte[bytes.Length];
        Array.Fill(nops, Nop);
        return new Mutant(kind, instruction.IP, $"{instruction}: dropped", nops);
    }

    private static Mutant? WithNextConstant(in Instruction instruction, in ConstantOffsets offsets, byte[] bytes)
    {
        if (!offsets.HasImmediate || instruction.FlowControl != FlowControl.Next)
            return null;

        byte[] changed = [.. bytes];
        changed[offsets.ImmediateOffset]++;
        return new Mutant(
            MutationKind.ChangedConstant, instruction.IP, $"{instruction}: constant one more", changed);
    }
}
