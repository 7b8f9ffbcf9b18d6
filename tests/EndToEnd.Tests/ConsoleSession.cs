using System.Diagnostics;
using System.Text;

namespace Verified.EndToEnd.Tests;

/// <summary>
/// A machine with domain 0 as a console, driven as a person would: a line is typed, what appears is read up to the next
/// prompt. Nothing is waited for without a limit.
/// </summary>
internal sealed class ConsoleSession : IDisposable
{
    private const string Prompt = "> ";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly Process _process = new();
    private readonly StringBuilder _seen = new();
    private readonly Task _reader;

    /// <summary>Boots with a packed archive; what is saved goes to a file.</summary>
    public ConsoleSession(string archive, string saved)
    {
        _process.StartInfo = new("sh", ["tools/console-qemu.sh", "artifacts/image/kernel.elf", archive, saved])
        {
            WorkingDirectory = Shell.Root,
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
        };
        _process.Start();
        _reader = Task.Run(Read);
        AwaitPrompt(0);
    }

    /// <summary>Everything that has appeared so far.</summary>
    public string Seen
    {
        get
        {
            lock (_seen) return _seen.ToString();
        }
    }

    /// <summary>
    /// Types a line; what the command printed, line by line. What other domains and the hypervisor say meanwhile is left
    /// out: it is in <see cref="Seen"/>.
    /// </summary>
    public string[] Type(string line)
    {
        int from = Seen.Length;
        Send(line + "\r");
        AwaitPrompt(from);
        string answer = Seen[from..];
        int end = answer.IndexOf("\n" + Prompt, StringComparison.Ordinal) + 1;
        string[] lines = [.. answer[..end].Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(text => text[0] != '[' && !text.StartsWith("denied: ", StringComparison.Ordinal))];
        // The echo stands behind the rest of what another domain was saying, and in two when one spoke while it was typed.
        int whole = Array.IndexOf(lines, line);
        if (whole >= 0)
            return lines[(whole + 1)..];
        int parts = lines.Length > 1 && lines[0] + lines[1] == line ? 2 : 1;
        return lines[Math.Min(parts, lines.Length)..];
    }

    /// <summary>Types bytes as they are.</summary>
    public void Send(string keys)
    {
        _process.StandardInput.Write(keys);
        _process.StandardInput.Flush();
    }

    /// <summary>Waits until a text appears, after a place if one is given.</summary>
    public void Await(string text, int from = 0) =>
        Until(() => Seen.IndexOf(text, from, StringComparison.Ordinal) >= 0, $"no '{text}'");

    /// <summary>Types <c>shutdown</c> and waits for the machine's end; the exit status.</summary>
    public int Shutdown()
    {
        Send("shutdown\r");
        Assert.True(_process.WaitForExit(Limit), "the machine does not stop\n" + Seen);
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _reader.Wait(Limit);
        _process.Dispose();
    }

    private void AwaitPrompt(int from) =>
        Until(() => ("\n" + Seen[from..]).Contains("\n" + Prompt, StringComparison.Ordinal), "no prompt");

    private void Until(Func<bool> condition, string otherwise)
    {
        Stopwatch watch = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(watch.Elapsed < Limit && !_process.HasExited, $"{otherwise}\n{Seen}");
            Thread.Sleep(10);
        }
    }

    private void Read()
    {
        char[] buffer = new char[1024];
        for (int count; (count = _process.StandardOutput.Read(buffer, 0, buffer.Length)) > 0;)
        {
            lock (_seen) _seen.Append(buffer, 0, count).Replace("\r", null);
        }
    }
}
