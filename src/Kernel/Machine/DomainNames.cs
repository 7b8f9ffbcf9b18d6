namespace Verified.Kernel.Machine;

/// <summary>Domains as the console calls them: the label's name, and the id in brackets.</summary>
public static class DomainNames
{
    /// <summary>Writes <c>Label[id]</c>.</summary>
    public static void Write(uint domain)
    {
        WriteLabel(Areas.State.Domains[(int)domain].Ssidref);
        Serial.WriteByte((byte)'[');
        Serial.WriteDecimal(domain);
        Serial.WriteByte((byte)']');
    }

    /// <summary>Writes a label's name, or its ssidref when the policy came without names.</summary>
    public static void WriteLabel(uint ssidref)
    {
        Serial.Write("ssidref "u8);
        Serial.WriteDecimal(ssidref);
    }
}
