using System;

namespace Verified.Guests;

/// <summary>
/// What is said of an operation, as one line: <c>OPERATION: ok</c>, or what first came out otherwise than it must.
/// Use: <see cref="Begin"/>, any number of expectations, <see cref="End"/>. A difference makes the guest fail.
/// </summary>
internal static class Report
{
    private static Line s_line;
    private static bool s_differs;

    /// <summary>The expectations that follow are of this operation.</summary>
    internal static void Begin(ReadOnlySpan<byte> operation)
    {
        s_line = default;
        s_differs = false;
        s_line.Add(operation);
        s_line.Add(": "u8);
    }

    /// <summary>A number must be this one.</summary>
    internal static void Expect(ReadOnlySpan<byte> what, long actual, long expected)
    {
        if (actual == expected || s_differs)
            return;
        s_differs = true;
        s_line.Add(what);
        s_line.Add(" gives "u8);
        s_line.Add(actual);
        s_line.Add(", not "u8);
        s_line.Add(expected);
    }

    /// <summary>Prints the line.</summary>
    internal static void End()
    {
        if (!s_differs)
            s_line.Add("ok"u8);
        Program.Check(!s_differs);
        s_line.End();
    }
}
