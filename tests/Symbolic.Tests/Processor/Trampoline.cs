using System.Runtime.InteropServices;
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Verified.Symbolic.Tests.Processor;

/// <summary>
/// Runs one instruction on the processor: machine code in memory of its own loads all registers and flags, executes
/// it, and stores them. Memory operands go to <see cref="Scratch"/>.
/// </summary>
internal sealed unsafe partial class Trampoline
{
    public const int ScratchSize = 512;

    // Far from the rest: a signal that comes while the stack lies there takes room below it.
    private const int ScratchPlace = 192 << 10;
    private const int PageBytes = 256 << 10;
    private const int HostStack = 1024;

    private readonly byte* _page;

    public Trampoline()
    {
        // Read, write and execute; private and anonymous.
        _page = (byte*)MapMemory(0, PageBytes, 7, 0x22, -1, 0);
        Assert.True(_page != (byte*)-1, "memory that can be executed was refused");
    }

    /// <summary>Where the instruction's memory operands must lie.</summary>
    public byte* Scratch => _page + ScratchPlace;

    private ProcessorState* Input => (ProcessorState*)(_page + 16384);

    private ProcessorState* Output => (ProcessorState*)(_page + 20480);

    /// <summary>
    /// The address at which a position-independent instruction will stand is of no matter; its encoding is.
    /// </summary>
    /// <param name="instruction">The instruction.</param>
    /// <param name="stack">Whether RSP is the instruction's, too; else it is the test's own.</param>
    public void Load(Instruction instruction, bool stack)
    {
        Assembler a = new(64);
        AssemblerRegister64[] saved = [rbx, rbp, r12, r13, r14, r15];
        AssemblerRegister64[] general = [rax, rcx, rdx, rbx, rsp, rbp, rsi, rdi, r8, r9, r10, r11, r12, r13, r14, r15];
        AssemblerRegisterXMM[] vector =
            [xmm0, xmm1, xmm2, xmm3, xmm4, xmm5, xmm6, xmm7, xmm8, xmm9, xmm10, xmm11, xmm12, xmm13, xmm14, xmm15];
        foreach (AssemblerRegister64 register in saved)
            a.push(register);
        a.mov(rax, (ulong)Input);
        for (int i = 0; i < 16; i++)
            a.movups(vector[i], __xmmword_ptr[rax + ProcessorState.VectorOffset + (16 * i)]);
        a.push(__qword_ptr[rax + ProcessorState.FlagsOffset]);
        a.popfq();
        a.mov(__qword_ptr[rax + HostStack], rsp);
        for (int i = 1; i < 16; i++)
        {
            if (i != 4 || stack)
                a.mov(general[i], __qword_ptr[rax + (8 * i)]);
        }
        a.mov(rax, __qword_ptr[rax]);
        a.AddInstruction(instruction);
        a.mov(__qword_ptr[(ulong)Output], rax);
        a.mov(rax, (ulong)Output);
        for (int i = 1; i < 16; i++)
            a.mov(__qword_ptr[rax + (8 * i)], general[i]);
        a.mov(rsp, __qword_ptr[rax + (int)((byte*)Input - (byte*)Output) + HostStack]);
        a.pushfq();
        a.pop(__qword_ptr[rax + ProcessorState.FlagsOffset]);
        for (int i = 0; i < 16; i++)
            a.movups(__xmmword_ptr[rax + ProcessorState.VectorOffset + (16 * i)], vector[i]);
        foreach (AssemblerRegister64 register in saved.Reverse())
            a.pop(register);
        a.ret();
        using MemoryStream code = new();
        a.Assemble(new StreamCodeWriter(code), (ulong)_page);
        code.ToArray().CopyTo(new Span<byte>(_page, 4096));
    }

    /// <summary>Executes the loaded instruction.</summary>
    public ProcessorState Run(in ProcessorState state)
    {
        *Input = state;
        ((delegate* unmanaged<void>)_page)();
        return *Output;
    }

    [LibraryImport("libc", EntryPoint = "mmap")]
    private static partial nint MapMemory(nint address, nuint length, int protection, int flags, int file, nint offset);
}
