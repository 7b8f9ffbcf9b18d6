using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Verified.EndToEnd.Tests;

namespace Verified.Attack.Tests;

/// <summary>
/// A machine under QEMU on which several domains attack at once; its memory is looked at before the first call and
/// after the last one. Time is made of instructions, so that the same seed gives the same battle.
/// </summary>
internal sealed class Battle : IDisposable
{
    private const int FrameBytes = 4096;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(60);

    private readonly Archive _archive = new();
    private readonly StringBuilder _console = new();
    private readonly long _state;

    /// <summary>The battle of a seed.</summary>
    /// <param name="seed">Decides what the attackers do.</param>
    /// <param name="calls">Calls of each attacker.</param>
    /// <param name="labels">The labels of the domains from 1 on that attack.</param>
    /// <param name="bystander">The label of the last domain, which does not.</param>
    public Battle(ulong seed, int calls, string[] labels, string bystander)
    {
        Attackers = [.. Enumerable.Range(1, labels.Length)];
        int domains = labels.Length + 2;
        int memory = (4 << 10) + (calls / 8) + 512 & ~3;
        StringBuilder manifest = new();
        int rounds = 4 + (calls / 200);
        manifest.Append(CultureInfo.InvariantCulture, $"domain SystemManagement image=attacker memory=4096 arg=bystand {rounds}\n");
        for (int i = 0; i < labels.Length; i++)
            manifest.Append(CultureInfo.InvariantCulture, $"domain {labels[i]} image=attacker memory={memory} arg=attack {seed + (ulong)i} {calls} {domains}\n");
        manifest.Append(CultureInfo.InvariantCulture, $"domain {bystander} image=attacker memory=4096 arg=bystand {rounds}\n");
        _archive.Pack(manifest.ToString(), "artifacts/image/guests/attacker.elf");
        Mebibytes = 192 + (labels.Length * memory / 1024);
        string symbol = Shell.Run("nm artifacts/image/kernel.elf").Lines.Single(line => line.EndsWith(" kernel_state", StringComparison.Ordinal));
        _state = long.Parse(symbol.AsSpan(0, 16), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        Expected = domains;
    }

    /// <summary>The ids of the attackers.</summary>
    public int[] Attackers { get; }

    /// <summary>What the machine printed.</summary>
    public string Console
    {
        get
        {
            lock (_console) return _console.ToString();
        }
    }

    private int Mebibytes { get; }

    private int Expected { get; }

    /// <summary>Runs it: the machine's memory before the first call and after the last.</summary>
    public (Dump Start, Dump End) Run()
    {
        string socketFile = Path.Combine(_archive.Folder, "monitor");
        using Process qemu = new();
        qemu.StartInfo = new(
            "qemu-system-x86_64",
            $"-accel tcg -cpu max -m {Mebibytes} -display none -nodefaults -serial stdio -monitor unix:{socketFile},server,nowait "
            + $"-no-reboot -icount shift=0,sleep=off -kernel artifacts/image/kernel.elf -initrd {_archive.Packed}")
        {
            WorkingDirectory = Shell.Root,
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
        };
        qemu.OutputDataReceived += (_, line) =>
        {
            if (line.Data is not null) lock (_console) _console.Append(line.Data.TrimEnd('\r')).Append('\n');
        };
        qemu.Start();
        qemu.BeginOutputReadLine();
        try
        {
            WaitFor("] ready", qemu);
            using Monitor monitor = new(socketFile);
            Dump start = Look(monitor, "start");
            Assert.All(Attackers, domain => Assert.Equal(0, Deed.Count(start, domain)));
            monitor.Do("cont");
            WaitFor("] attacked", qemu, Attackers.Length);
            WaitFor("ISTURBED", qemu, Expected - Attackers.Length, "undisturbed");
            Dump end = Look(monitor, "end");
            return (start, end);
        }
        finally
        {
            qemu.Kill();
            qemu.WaitForExit();
        }
    }

    public void Dispose() => _archive.Dispose();

    private Dump Look(Monitor monitor, string name)
    {
        monitor.Do("stop");
        string file = Path.Combine(_archive.Folder, name);
        monitor.Do($"pmemsave 0 {(long)Mebibytes << 20} \"{file}\"");
        byte[] memory = File.ReadAllBytes(file);
        File.Delete(file);
        Assert.Equal((long)Mebibytes << 20, memory.Length);
        Assert.Equal(0, memory.Length % FrameBytes);
        return new(memory, _state);
    }

    private void WaitFor(string text, Process qemu, int? times = null, string? or = null)
    {
        Stopwatch clock = Stopwatch.StartNew();
        while (Count(text) + (or is null ? 0 : Count(or)) < (times ?? Expected))
        {
            Assert.False(qemu.HasExited, $"the machine ended:\n{Console}");
            Assert.True(clock.Elapsed < Patience, $"no '{text}' from all in {Patience}:\n{Console}");
            Thread.Sleep(20);
        }
    }

    private int Count(string text) => Console.Split(text).Length - 1;

    private sealed class Monitor : IDisposable
    {
        private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);

        public Monitor(string file)
        {
            _socket.Connect(new UnixDomainSocketEndPoint(file));
            Await();
        }

        public void Do(string command)
        {
            _socket.Send(Encoding.ASCII.GetBytes(command + "\n"));
            Await();
        }

        public void Dispose() => _socket.Dispose();

        // The echo of a command has no prompt at its end; the answer has.
        private void Await()
        {
            StringBuilder answer = new();
            byte[] buffer = new byte[4096];
            while (!answer.ToString().EndsWith("(qemu) ", StringComparison.Ordinal))
            {
                int read = _socket.Receive(buffer);
                Assert.True(read > 0, "the monitor hung up");
                answer.Append(Encoding.ASCII.GetString(buffer, 0, read));
            }
        }
    }
}
