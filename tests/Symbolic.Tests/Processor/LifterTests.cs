using Iced.Intel;
using Verified.Symbolic.Elf;
using Verified.Symbolic.Terms;
using Verified.Symbolic.X86;

namespace Verified.Symbolic.Tests.Processor;

/// <summary>The lifter's instructions against the processor that runs the test.</summary>
public sealed class LifterTests
{
    private const int Variants = 8;

    /// <summary>States for each form: VERIFIED_LIFTER_STATES, else a number that keeps the test short.</summary>
    private static int StatesPerForm =>
        int.TryParse(Environment.GetEnvironmentVariable("VERIFIED_LIFTER_STATES"), out int states) ? states : 200;

    [Fact]
    public void Every_form_does_what_the_processor_does()
    {
        Random random = new(20);
        Comparison comparison = new(new(), random, InstructionSet.Standard);
        RandomInstructions operands = new(random);
        HashSet<Code> covered = [];
        List<string> differences = [];
        foreach (IGrouping<Code, Instruction> form in Tried(operands).GroupBy(instruction => instruction.Code))
        {
            covered.Add(form.Key);
            int states = (StatesPerForm + form.Count() - 1) / form.Count();
            differences.AddRange(form
                .Select(instruction => comparison.FirstDifference(instruction, states))
                .OfType<string>()
                .Select(difference => $"{form.Key}: {difference}"));
        }
        Assert.True(differences.Count == 0, string.Join('\n', differences.Take(20)));
        Assert.True(covered.Count > 300, $"only {covered.Count} forms");
        // Every mnemonic with a rule has a form that was tried. SAL is another name of SHL, the other two do nothing.
        Assert.Empty(InstructionSet.Standard.Mnemonics.Except(covered.Select(c => c.Mnemonic()))
            .Except([Mnemonic.Sal, Mnemonic.Pause, Mnemonic.Endbr64]));
    }

    [Fact]
    public void Every_form_in_the_image_that_the_lifter_takes_is_among_those_that_are_compared()
    {
        HashSet<(Code, bool Locked, bool Repeated)> compared =
            [.. Tried(new(new(20))).Select(i => (i.Code, i.HasLockPrefix, i.HasRepPrefix))];
        Instruction[] inImage = [.. InImage().DistinctBy(i => (i.Code, i.HasLockPrefix, i.HasRepPrefix)).Where(IsLifted)];

        Assert.True(inImage.Length > 100, $"only {inImage.Length} forms");
        Assert.Empty(inImage
            .Where(i => i.Mnemonic is not (Mnemonic.Pause or Mnemonic.Endbr64))
            .Where(i => !compared.Contains((i.Code, i.HasLockPrefix, i.HasRepPrefix)))
            .Select(i => $"{i.Code}: {i}"));
    }

    // Every function's instructions, from its first byte to its last.
    private static IEnumerable<Instruction> InImage()
    {
        ElfFile image = ElfFile.Open(Image);
        foreach (ElfSymbol function in image.Symbols.Where(s => s.IsFunction && s.IsDefined && s.Size > 0))
        {
            Decoder decoder = Decoder.Create(64, image.Bytes(function.Address, (int)function.Size), function.Address);
            ulong end = function.Address + function.Size;
            while (decoder.IP < end)
            {
                Instruction instruction = decoder.Decode();
                if (!instruction.IsInvalid) yield return instruction;
            }
        }
    }

    private static string Image
    {
        get
        {
            string? folder = AppContext.BaseDirectory;
            while (!File.Exists(Path.Combine(folder!, "Verified.sln"))) folder = Path.GetDirectoryName(folder);
            return Path.Combine(folder!, "artifacts", "image", "kernel.elf");
        }
    }

    // What is compared: some variants of every form that can be made, where the lifter takes them.
    private static IEnumerable<Instruction> Tried(RandomInstructions operands)
    {
        foreach (Code code in Forms())
        {
            for (int variant = 0; variant < Variants; variant++)
            {
                if (operands.Make(code, memory: variant % 2 == 1) is not { } instruction)
                    continue;
                // Every other one in memory is locked, where that has a meaning; every other string is repeated.
                instruction.HasLockPrefix = variant % 4 == 3 && instruction.Op0Kind == OpKind.Memory && MayBeLocked(code);
                instruction.HasRepPrefix = variant % 4 == 2 && instruction.IsStringInstruction;
                if (IsLifted(instruction))
                    yield return instruction;
            }
        }
    }

    public static TheoryData<string> PlantedBugs => [.. Bugs.Keys];

    private static readonly Dictionary<string, (Mnemonic Mnemonic, InstructionRule Rule)> Bugs = new()
    {
        ["movzx extends the sign"] = (Mnemonic.Movzx, (MachineState s, in Instruction i) =>
            s[i.Op0Register] = s.Store.SignExtend(s[i.Op1Register], i.Op0Register.GetSize() * 8)),
        ["sub forgets the borrow"] = (Mnemonic.Sub, After(Mnemonic.Sub, s => s[Flag.Carry] = new(s.Store.False))),
        ["inc changes the carry"] = (Mnemonic.Inc, After(Mnemonic.Inc, s => s[Flag.Carry] = new(s.Store.False))),
        ["test keeps the overflow"] = (Mnemonic.Test, Around(Flag.Overflow, Mnemonic.Test)),
        ["shl by 0 changes flags"] = (Mnemonic.Shl, After(Mnemonic.Shl, s => s[Flag.Zero] = new(s.Store.False))),
        ["cmova reads the carry alone"] = (Mnemonic.Cmova, (MachineState s, in Instruction i) =>
            s[i.Op0Register] = s.Store.Choice(s[Flag.Carry].Value, s[i.Op0Register], s[i.Op1Register])),
        ["parity is inverted"] = (Mnemonic.Xor, After(Mnemonic.Xor, s =>
        {
            LazyTerm parity = s[Flag.Parity];
            s[Flag.Parity] = new(() => s.Store.Not(parity.Value));
        })),
        ["push stores before it counts down"] = (Mnemonic.Push, (MachineState s, in Instruction i) =>
        {
            Term value = s[i.Op0Register];
            s.Memory.Store(s, s[Register.RSP], value);
            s[Register.RSP] = s.Store.Subtract(s[Register.RSP], s.Store.Constant(8, 64));
        }
        ),
        ["stosb leaves rdi"] = (Mnemonic.Stosb, After(Mnemonic.Stosb, s =>
            s[Register.RDI] = s.Store.Subtract(s[Register.RDI], s.Store.Constant(1, 64)))),
        ["movsxd extends with zeros"] = (Mnemonic.Movsxd, (MachineState s, in Instruction i) =>
            s[i.Op0Register] = s.Store.ZeroExtend(s[i.Op1Register], i.Op0Register.GetSize() * 8)),
    };

    [Theory]
    [MemberData(nameof(PlantedBugs))]
    public void A_planted_bug_is_found(string bug)
    {
        (Mnemonic mnemonic, InstructionRule rule) = Bugs[bug];
        Random random = new(7);
        Comparison comparison = new(new(), random, InstructionSet.Standard.With(mnemonic, rule));
        RandomInstructions operands = new(random);
        string? found = null;
        foreach (Code code in Forms().Where(c => c.Mnemonic() == mnemonic))
        {
            for (int variant = 0; variant < 4 && found is null; variant++)
            {
                if (operands.Make(code, memory: false) is { } instruction)
                    found = comparison.FirstDifference(instruction, 100);
            }
        }
        Assert.NotNull(found);
    }

    [Theory]
    [InlineData(new byte[] { 0xf0, 0xff, 0x03 }, "LOCK")] // lock inc dword [rbx]
    [InlineData(new byte[] { 0x0f, 0xa2 }, "mnemonic")] // cpuid
    [InlineData(new byte[] { 0x64, 0x8b, 0x03 }, "segment")] // mov eax, fs:[rbx]
    [InlineData(new byte[] { 0x48, 0x0f, 0xab, 0x03 }, "bit string")] // bts [rbx], rax
    [InlineData(new byte[] { 0x67, 0x8b, 0x03 }, "32-bit address")] // mov eax, [ebx]
    public void An_unknown_form_is_refused_with_its_name_and_address(byte[] bytes, string what)
    {
        Instruction instruction = Decoder.Create(64, bytes, 0x1234).Decode();
        TermStore store = new();
        MachineState state = new(new LiftRun(store), new FlatMemory(store.ArrayVariable("m", 64, 8))) { Rip = 0x1234 };
        LiftException error = Assert.Throws<LiftException>(() => InstructionSet.Standard.Execute(state, instruction));
        Assert.StartsWith($"0x1234: {what} of '", error.Message, StringComparison.Ordinal);
    }

    private static IEnumerable<Code> Forms() => Enum.GetValues<Code>().Where(c =>
        InstructionSet.Standard.Find(c.Mnemonic()) is not null
        && c.ToOpCode() is { Mode64: true, Encoding: EncodingKind.Legacy } form && form.IsInstruction);

    private static bool MayBeLocked(Code code) =>
        code.ToOpCode().CanUseLockPrefix && code.Mnemonic() is (Mnemonic.And or Mnemonic.Or or Mnemonic.Xor or Mnemonic.Add
            or Mnemonic.Cmpxchg or Mnemonic.Xadd);

    // A form of a known mnemonic may be unknown: then it is refused, which is as good.
    private static bool IsLifted(Instruction instruction)
    {
        TermStore store = new();
        MachineState state = new(new LiftRun(store), new FlatMemory(store.ArrayVariable("m", 64, 8)));
        try
        {
            InstructionSet.Standard.Execute(state, instruction);
            return true;
        }
        catch (LiftException)
        {
            return false;
        }
    }

    private static InstructionRule After(Mnemonic mnemonic, Action<MachineState> change) => (MachineState s, in Instruction i) =>
    {
        InstructionSet.Standard.Find(mnemonic)!(s, i);
        change(s);
    };

    private static InstructionRule Around(Flag kept, Mnemonic mnemonic) => (MachineState s, in Instruction i) =>
    {
        LazyTerm before = s[kept];
        InstructionSet.Standard.Find(mnemonic)!(s, i);
        s[kept] = before;
    };
}
