using Verified.EndToEnd.Tests;

namespace Verified.Machine.Tests;

/// <summary><c>GDB=1</c>: the machine waits, and the debugger knows functions, arguments and source lines.</summary>
public sealed class DebuggerTests
{
    private const int Port = 17_193;

    [Fact]
    public void The_machine_waits_for_gdb_which_stops_at_an_exit_and_shows_its_source()
    {
        Assert.SkipUnless(Shell.Run("command -v gdb").Status == 0, "gdb is not installed");
        using Archive archive = new();
        archive.Pack("domain SystemManagement image=idle memory=512\n");

        Ran ran = Shell.Run(
            $"GDB=1 GDB_PORT={Port} sh tools/qemu.sh artifacts/image/kernel.elf {archive.Packed} & sleep 3;"
            + " timeout 60 gdb -batch -nx artifacts/image/kernel.elf -ex 'set substitute-path /verified .'"
            + $" -ex 'target remote :{Port}' -ex 'hbreak guest_exit' -ex continue -ex bt -ex list -ex kill; wait");

        Assert.Contains(ran.Lines, line => line.StartsWith("waiting for gdb: gdb artifacts/image/kernel.elf", StringComparison.Ordinal));
        Assert.Contains(ran.Lines, line => line.Contains("GuestRun__Exit (slot=0x", StringComparison.Ordinal)
            && line.Contains("Machine/Protected/GuestRun.cs:", StringComparison.Ordinal));
        Assert.Contains(ran.Lines, line => line.Contains("run_guest () at ", StringComparison.Ordinal)
            && line.Contains("Boot/svm.S:", StringComparison.Ordinal));
        Assert.Contains(ran.Lines, line => line.EndsWith("private static unsafe uint Exit(VcpuSlot* slot)", StringComparison.Ordinal));
    }
}
