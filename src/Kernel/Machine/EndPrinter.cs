namespace Verified.Kernel.Machine;

/// <summary>Prints why a guest was ended.</summary>
public static class EndPrinter
{
    // SHUTDOWN_crash.
    private const uint Crash = 3;

    private const ulong WriteAccess = 2;

    /// <summary>One line for a domain that shut down for another reason than SHUTDOWN_poweroff; else nothing.</summary>
    public static void PrintShutdown(uint domain)
    {
        uint reason = Areas.State.Vcpus[(int)domain].ShutdownReason;
        if (reason == 0)
            return;
        GuestConsole.FinishLine();
        Serial.Write("ended: "u8);
        DomainNames.Write(domain);
        Serial.Write(" shut down with reason "u8);
        Serial.WriteDecimal(reason);
        Serial.Write(reason == Crash ? " (crash)\n"u8 : "\n"u8);
    }

    /// <summary>One line: which domain, what it did, where.</summary>
    public static void Print(uint domain)
    {
        ref RunReport report = ref RunReport.s_last;
        GuestConsole.FinishLine();
        Serial.Write("ended: "u8);
        DomainNames.Write(domain);
        if (WroteToRevoked(domain, ref report))
        {
            Serial.Write(" wrote to a mapping that was taken away, at guest-physical address "u8);
            Serial.WriteHex(report.Info2);
        }
        else if (report.ExitCode == ExitCode.NestedPageFault)
        {
            Serial.Write(" touched guest-physical address "u8);
            Serial.WriteHex(report.Info2);
            Serial.Write(", where it has nothing (error "u8);
            Serial.WriteHex(report.Info1);
            Serial.WriteByte((byte)')');
        }
        else if (report.ExitCode == ExitCode.Shutdown)
        {
            Serial.Write(" shut its processor down (triple fault)"u8);
        }
        else
        {
            Serial.Write(" executed what is not virtualised (exit "u8);
            Serial.WriteHex(report.ExitCode);
            Serial.WriteByte((byte)')');
        }

        Serial.Write(" at rip "u8);
        Serial.WriteHex(report.Rip);
        Serial.WriteByte((byte)'\n');
    }

    /// <summary>A write (AMD64 manual vol. 2, 15.25.6: EXITINFO1 bit 1) where a leaf shows the zero frame.</summary>
    private static bool WroteToRevoked(uint domain, ref RunReport report)
    {
        ulong gfn = report.Info2 >> 12;
        return report.ExitCode == ExitCode.NestedPageFault && (report.Info1 & WriteAccess) != 0
            && gfn < Limits.GuestFrames
            && Leaf.Kind(Areas.State.Leaves[(int)domain][(int)gfn]) == LeafKind.Revoked;
    }
}
