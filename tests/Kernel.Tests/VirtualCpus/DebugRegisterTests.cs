namespace Verified.Kernel.Tests.VirtualCpus;

public sealed class DebugRegisterTests
{
    [Theory]
    [InlineData(0xc0230fu, true, 0u, 0u, true, 3u)] // mov %rax, %dr0
    [InlineData(0xfa230fu, true, 7u, 2u, true, 3u)] // mov %rdx, %dr7
    [InlineData(0xf1210fu, true, 6u, 1u, false, 3u)] // mov %dr6, %rcx
    [InlineData(0xdc230f41u, true, 3u, 12u, true, 4u)] // mov %r12, %dr3
    [InlineData(0xc7210f49u, true, 0u, 15u, false, 4u)] // mov %dr0, %r15
    [InlineData(0xc0230f44u, true, 8u, 0u, true, 4u)] // mov %rax, %dr8
    [InlineData(0xc0230fu, false, 0u, 0u, true, 3u)]
    public void A_move_names_its_registers(
        uint bytes, bool is64Bit, uint debug, uint general, bool writes, uint length)
    {
        Assert.True(DebugMove.TryDecode(bytes, is64Bit, out DebugMove move));
        Assert.Equal((debug, general, writes, length), (move.Debug, move.General, move.Writes, move.Length));
    }

    [Theory]
    [InlineData(0xc0220fu, true)] // mov %rax, %cr0
    [InlineData(0xc0230eu, true)]
    [InlineData(0xdc230f41u, false)] // inc %ecx in 32-bit code
    [InlineData(0u, true)]
    public void Other_bytes_are_no_move(uint bytes, bool is64Bit) =>
        Assert.False(DebugMove.TryDecode(bytes, is64Bit, out _));

    [Theory]
    [InlineData(0u)]
    [InlineData(1u)]
    [InlineData(2u)]
    [InlineData(3u)]
    public void Addresses_are_kept_whole_and_apart(uint register)
    {
        DebugRegisters registers = New();
        ulong status = DebugRegisters.StatusReset;

        Assert.True(registers.Write(register, 0xffff_8888_0000_1234, ref status));

        for (uint i = 0; i < 4; i++)
            Assert.Equal(i == register ? 0xffff_8888_0000_1234UL : 0, registers.Read(i, status));
        Assert.Equal(DebugRegisters.StatusReset, registers.Read(6, status));
        Assert.Equal(DebugRegisters.ControlReset, registers.Read(7, status));
    }

    [Fact]
    public void Reserved_bits_of_status_and_control_keep_their_values_and_high_halves_are_refused()
    {
        DebugRegisters registers = New();
        ulong status = DebugRegisters.StatusReset;

        Assert.True(registers.Write(6, 0, ref status));
        Assert.True(registers.Write(7, 0xffff_ffff, ref status));
        Assert.Equal(DebugRegisters.StatusReset, status);
        Assert.Equal(0xffff_27ffUL, registers.Read(7, status));
        Assert.False(registers.Write(6, 1UL << 32, ref status));
        Assert.False(registers.Write(7, 1UL << 63, ref status));
        Assert.Equal(0xffff_27ffUL, registers.Read(7, status));
    }

    private static DebugRegisters New() => new() { Control = DebugRegisters.ControlReset };
}
