namespace Verified.Kernel.Machine;

/// <summary>
/// What is typed at the console is domain 0's: it learns by VIRQ_CONSOLE that there is something, and reads it with
/// console_io. The port is looked at between the domains' turns.
/// </summary>
public static class ConsoleInput
{
    /// <summary>How often an idle machine looks at the port, in nanoseconds.</summary>
    public const ulong LookEvery = 5_000_000;

    /// <summary>Whether domain 0 may still wake because something is typed: it runs, and has bound VIRQ_CONSOLE.</summary>
    public static bool IsAwaited
    {
        get
        {
            ref State s = ref Areas.State;
            return s.VirqPorts[0][(int)VirtualInterrupt.Console] != 0
                && s.Domains[0].Status == DomainStatus.Alive
                && s.Vcpus[0].Run != VcpuRun.Stopped;
        }
    }

    /// <summary>Tells domain 0, when there is something to read.</summary>
    public static void Announce()
    {
        if (IsAwaited && Serial.HasInput)
            Gate.ConsoleInput();
    }
}
