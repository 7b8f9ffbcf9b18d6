namespace Verified.Kernel.Machine;

/// <summary>Domains as the console calls them: the label's name, and the id in brackets.</summary>
public static class DomainNames
{
    /// <summary>Writes <c>Label[id]</c>.</summary>
    public static void Write(uint domain)
    {
        PolicyFile.WriteLabel(Label.Of(ref Areas.State, domain));
        Serial.WriteByte((byte)'[');
        Serial.WriteDecimal(domain);
        Serial.WriteByte((byte)']');
    }
}
