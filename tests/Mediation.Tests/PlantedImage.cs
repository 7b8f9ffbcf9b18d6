using Iced.Intel;
using Verified.Proofs.Image;
using Verified.Proofs.Mediation;
using Verified.Proofs.Mutation;
using Verified.Symbolic.ControlFlow;

namespace Verified.Mediation.Tests;

/// <summary>The image that <c>make run</c> boots, and copies of it with a few bytes changed.</summary>
internal static class PlantedImage
{
    public static ImageUnderProof Whole { get; } = ImageUnderProof.Open(Path.Combine(FindRoot(), "artifacts", "image", "kernel.elf"));

    public static KernelCode Code { get; } = KernelCode.Of(Whole);

    /// <summary>The one instruction of a function that a test picks: the first of them.</summary>
    public static Instruction Find(string function, Func<Instruction, bool> which) => Code.All.Functions
        .Single(f => KernelCode.NameOf(f) == function)
        .Instructions.Values.First(which);

    /// <summary>The last instruction of a function before another that a test picks.</summary>
    public static Instruction Before(string function, Instruction end, Func<Instruction, bool> which) => Code.All.Functions
        .Single(f => KernelCode.NameOf(f) == function)
        .Instructions.Values.Last(i => i.IP < end.IP && which(i));

    /// <summary>The image with other bytes in the place of an instruction; NOPs fill what is left of it.</summary>
    public static ImageUnderProof With(Instruction instruction, params byte[] bytes)
    {
        Assert.True(bytes.Length <= instruction.Length, $"'{instruction}' has no room for {bytes.Length} bytes");
        byte[] padded = [.. bytes, .. Enumerable.Repeat((byte)0x90, instruction.Length - bytes.Length)];
        return Whole.With(new Mutant(MutationKind.ChangedConstant, instruction.IP, $"{instruction}", padded));
    }

    /// <summary>The image with another displacement, of 32 bits, in an instruction's address.</summary>
    public static ImageUnderProof WithDisplacement(Instruction instruction, uint displacement)
    {
        byte[] bytes = Whole.Elf.Bytes(instruction.IP, instruction.Length);
        byte[] old = BitConverter.GetBytes((uint)instruction.MemoryDisplacement64);
        int at = bytes.AsSpan().IndexOf(old);
        Assert.True(at > 0, $"'{instruction}' has no displacement of 32 bits");
        BitConverter.GetBytes(displacement).CopyTo(bytes, at);
        return With(instruction, bytes);
    }

    /// <summary>A jump or call of 5 bytes from an instruction's place to an address.</summary>
    public static byte[] Transfer(byte opcode, Instruction from, ulong target) =>
        [opcode, .. BitConverter.GetBytes((int)(target - (from.IP + 5)))];

    /// <summary>The jump of a function to another.</summary>
    public static Instruction JumpTo(string function, string target) =>
        Find(function, i => i.IsJmpNear && i.NearBranchTarget == Function(target).Address);

    /// <summary>The function of a name, reached or not.</summary>
    public static CodeFunction Function(string name) => Code.All.AllFunctions.Single(f => KernelCode.NameOf(f) == name);

    /// <summary>The sentence of a name, decided about an image.</summary>
    public static MediationFinding Finding(ImageUnderProof image, string name) =>
        MediationProof.Of(image, name).Single(finding => finding.Name == name);

    /// <summary>The sentence of a name, as far as it speaks of one lifted routine.</summary>
    public static MediationFinding Finding(ImageUnderProof image, string name, string routine) =>
        MediationProof.OfRoutine(image, routine).Single(finding => finding.Name == name);

    private static string FindRoot()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "Verified.sln")))
            folder = Path.GetDirectoryName(folder);
        return folder ?? throw new InvalidOperationException("the tests do not stand in the repository");
    }
}
