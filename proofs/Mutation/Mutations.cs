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
        InstructionInfoFactory information = new();
        while (decoder.IP < address + (ulong)code.Length)
        {
            Instruction instruction = decoder.Decode();
            if (instruction.IsInvalid)
                yield break;

            byte[] bytes = code.AsSpan((int)(instruction.IP - address), instruction.Length).ToArray();
            if (Negated(instruction, bytes) is { } negated)
                yield return negated;
            if (WritesTables(instruction, information))
                yield return Dropped(instruction, bytes);
            if (WithNextConstant(instruction, decoder.GetConstantOffsets(instruction), bytes) is { } changed)
                yield return changed;
        }
    }

    private static Mutant? Negated(in Instruction instruction, byte[] bytes)
    {
        if (instruction.ConditionCode == ConditionCode.None)
            return null;

        // The lowest bit of the opcode's last byte is the condition's sense: 7x, 0F 8x, 0F 9x and 0F 4x alike.
        int opcode = Array.IndexOf(bytes, (byte)0x0f) is var escape && escape >= 0 && instruction.Length > 2
            ? escape + 1
            : 0;
        byte[] negated = [.. bytes];
        negated[opcode] ^= 1;
        return new Mutant(
            MutationKind.NegatedCondition, instruction.IP, $"{instruction}: condition negated", negated);
    }

    private static bool WritesTables(in Instruction instruction, InstructionInfoFactory information)
    {
        // Pushes and spills belong to the stack frame; dropping them breaks the function, which is no finding.
        foreach (UsedMemory used in information.GetInfo(instruction).GetUsedMemory())
        {
            bool writes = used.Access is OpAccess.Write or OpAccess.ReadWrite
                or OpAccess.CondWrite or OpAccess.ReadCondWrite;
            if (writes && used.Base is not (Register.RSP or Register.RBP))
                return true;
        }

        return false;
    }

    private static Mutant Dropped(in Instruction instruction, byte[] bytes)
    {
        byte[] nops = new byte[bytes.Length];
        Array.Fill(nops, Nop);
        return new Mutant(MutationKind.DroppedStore, instruction.IP, $"{instruction}: dropped", nops);
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
