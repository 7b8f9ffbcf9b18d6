using System;

namespace Verified.Kernel.Machine;

/// <summary>
/// What guests print. Each line starts with <c>[Label id]</c>, which the hypervisor writes, so that no guest can speak
/// for another or for the hypervisor; control characters are shown as dots. Only the operator's domain, which is
/// privileged, writes as it likes: its prompt, and a backspace.
/// </summary>
public static class GuestConsole
{
    // The domain whose unfinished line the cursor stands in, plus 1; 0 at the start of a line.
    private static uint s_lineOf;

    /// <summary>Whether domain 0 is the operator's console.</summary>
    public static bool HasOperator { get; set; }

    /// <summary>Prints what a domain wrote.</summary>
    public static void Write(uint domain, ReadOnlySpan<byte> text)
    {
        if (s_lineOf != domain + 1)
            FinishLine();
        for (int i = 0; i < text.Length; i++)
            Write(domain, text[i]);
    }

    /// <summary>Ends a line that a guest left unfinished, so that the hypervisor's own starts a new one.</summary>
    public static void FinishLine()
    {
        if (s_lineOf != 0)
            Serial.WriteByte((byte)'\n');
        s_lineOf = 0;
    }

    private static void Write(uint domain, byte value)
    {
        const byte Backspace = 8;
        const byte Delete = 0x7f;
        if (value == '\r')
            return;
        bool plain = HasOperator && domain == 0;
        if (s_lineOf == 0 && !plain)
        {
            Serial.WriteByte((byte)'[');
            PolicyFile.WriteLabel(Label.Of(ref Areas.State, domain));
            Serial.WriteByte((byte)' ');
            Serial.WriteDecimal(domain);
            Serial.Write("] "u8);
        }

        s_lineOf = value == '\n' ? 0 : domain + 1;
        bool control = (value < ' ' && value != '\n' && value != '\t') || value == Delete;
        if (plain && value == Backspace)
            control = false;
        Serial.WriteByte(control ? (byte)'.' : value);
    }
}
