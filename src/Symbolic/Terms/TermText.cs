using System.Globalization;

namespace Verified.Symbolic.Terms;

/// <summary>Terms as short text, for messages.</summary>
internal static class TermText
{
    /// <summary>The term in prefix form, cut off below a depth.</summary>
    public static string Brief(Term term, int depth)
    {
        if (term.Kind == TermKind.Constant)
            return term.IsBoolean ? (term.IsTrue ? "true" : "false") : "0x" + Hex(term.Value);
        if (term.Kind is TermKind.Variable or TermKind.ArrayVariable)
            return term.Name;
        if (depth == 0)
            return "...";
        string[] operands = [.. Enumerable.Range(0, term.OperandCount).Select(i => Brief(term.Operand(i), depth - 1))];
        return term.Kind == TermKind.Extract
            ? $"{operands[0]}[{term.High}:{term.Low}]"
            : $"({term.Kind} {string.Join(' ', operands)})";
    }

    private static string Hex(UInt128 value) => value.ToString("x", CultureInfo.InvariantCulture);
}
