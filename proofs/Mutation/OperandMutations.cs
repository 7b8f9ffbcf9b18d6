using Iced.Intel;

namespace Verified.Proofs.Mutation;

/// <summary>Mutants that read another register, or go to another place, in as many bytes.</summary>
internal static class OperandMutations
{
    /// <summary>The last register that is only read, replaced by its neighbour; null if there is none.</summary>
    public static Mutant? WithOtherRegister(in Instruction instruction)
    {
        if (instruction.FlowControl != FlowControl.Next || instruction.OpCount < 2)
            return null;
        int operand = instruction.OpCount - 1;
        if (instruction.GetOpKind(operand) != OpKind.Register || Neighbour(instruction.GetOpRegister(operand)) is not { } other)
            return null;
        Instruction changed = instruction;
        changed.SetOpRegister(operand, other);
        return Encoded(MutationKind.ChangedRegister, instruction, changed, $"{other} instead".ToLowerInvariant());
    }

    /// <summary>
    /// An access through a register that is no stack pointer, one access's size further; null if there is none.
    /// </summary>
    public static Mutant? WithNextPlace(in Instruction instruction)
    {
        bool tables = instruction.MemoryBase is not (Register.None or Register.RSP or Register.RBP or Register.RIP);
        if (!tables || instruction.MemoryDisplSize == 0 || instruction.MemorySize.GetSize() is not (> 0 and <= 8 and int size))
            return null;
        Instruction changed = instruction;
        changed.MemoryDisplacement64 += (ulong)size;
        return Encoded(MutationKind.ChangedPlace, instruction, changed, "the place behind it");
    }

    // The neighbour has the same prefixes, so that the instruction keeps its length. Stack pointers stay.
    private static Register? Neighbour(Register register)
    {
        if (!register.IsGPR32() && !register.IsGPR64())
            return null;
        int number = register.GetNumber();
        // RSP and RBP are 4 and 5.
        return number is 4 or 5 ? null : register + ((number ^ 1) - number);
    }

    private static Mutant? Encoded(MutationKind kind, in Instruction instruction, in Instruction changed, string what)
    {
        Bytes bytes = new();
        Encoder encoder = Encoder.Create(64, bytes);
        bool fits = encoder.TryEncode(changed, instruction.IP, out uint length, out _) && length == instruction.Length;
        return fits ? new Mutant(kind, instruction.IP, $"{instruction}: {what}", bytes.All) : null;
    }

    private sealed class Bytes : CodeWriter
    {
        private readonly List<byte> _bytes = [];

        public byte[] All => [.. _bytes];

        public override void WriteByte(byte value) => _bytes.Add(value);
    }
}
