using System;

namespace Verified.Guests;

/// <summary>Errors: one line, what it is about, what is wrong, what to do.</summary>
internal static class Complain
{
    /// <summary>Shows <c>subject: text</c>.</summary>
    internal static void About(ReadOnlySpan<byte> subject, ReadOnlySpan<byte> text)
    {
        Screen.WriteSafely(subject);
        Screen.Write(": "u8);
        Screen.Line(text);
    }

    /// <summary>Shows <c>subject: what it means</c> of a hypercall's negative result.</summary>
    internal static void Of(ReadOnlySpan<byte> subject, long error)
    {
        Screen.WriteSafely(subject);
        Screen.Write(": "u8);
        Screen.Write(Meaning(error));
        Screen.Write(" (-"u8);
        Screen.Write((ulong)-error);
        Screen.Line(")"u8);
    }

    /// <summary>Says how a command is written.</summary>
    internal static void Usage(ReadOnlySpan<byte> usage)
    {
        Screen.Write("usage: "u8);
        Screen.Line(usage);
    }

    private static ReadOnlySpan<byte> Meaning(long error)
    {
        if (error == -3)
            return "no such domain; 'list' shows them"u8;
        if (error == -7)
            return "beyond the hypervisor's limits; make it smaller"u8;
        if (error == -12)
            return "no memory or no domain id is left; destroy a domain first"u8;
        if (error == -13)
            return "denied by the policy; 'policy show' tells why"u8;
        if (error == -16)
            return "busy; try again later"u8;
        if (error == -22)
            return "not possible with this one; 'help' tells what is"u8;
        if (error == -38)
            return "this hypervisor does not offer it"u8;
        return "the hypervisor refused"u8;
    }
}
