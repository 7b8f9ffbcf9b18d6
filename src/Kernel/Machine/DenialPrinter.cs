namespace Verified.Kernel.Machine;

/// <summary>Prints the audit log: one line a denial, with both labels.</summary>
public static class DenialPrinter
{
    private static uint s_droppedSaid;

    /// <summary>Empties the log onto the console.</summary>
    public static void Drain()
    {
        ref DenialLog log = ref Areas.State.Log;
        while (log.Written != log.Taken && Gate.TakeDenial())
            Print(ref RunReport.s_last.Denial);
    }

    /// <summary>Says how many denials were not shown since it was said last; the scheduler asks once a second.</summary>
    public static void PrintDropped()
    {
        uint dropped = Areas.State.Log.Dropped;
        if (dropped == s_droppedSaid)
            return;
        GuestConsole.FinishLine();
        Serial.Write("denied: "u8);
        Serial.WriteDecimal(dropped - s_droppedSaid);
        Serial.Write(" more, not shown\n"u8);
        s_droppedSaid = dropped;
    }

    private static void Print(ref Denial denial)
    {
        GuestConsole.FinishLine();
        Serial.Write("denied: "u8);
        PolicyFile.WriteLabel(denial.CallerLabel);
        if (denial.Hook != Hook.GetDecision)
            WriteId(denial.Caller);
        Serial.Write(" -> "u8);
        PolicyFile.WriteLabel(denial.TargetLabel);
        WriteId(denial.Target);
        Serial.Write(" at "u8);
        Serial.Write(Hook.Name(denial.Hook));
        if (denial.Hook == Hook.GetDecision)
        {
            // A question about two labels; who asked is a third party.
            Serial.Write(", asked by "u8);
            DomainNames.Write(denial.Caller);
        }

        Serial.WriteByte((byte)'\n');
    }

    private static void WriteId(uint domain)
    {
        if (domain == Audit.NoDomain)
            return;
        Serial.WriteByte((byte)'[');
        Serial.WriteDecimal(domain);
        Serial.WriteByte((byte)']');
    }
}
