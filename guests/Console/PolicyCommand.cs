using System;
using Verified.Kernel.Boot;
using Verified.Monitor;

namespace Verified.Guests;

/// <summary><c>policy show</c>: what is in force, in the policy's own words.</summary>
internal static class PolicyCommand
{
    private const int TypesColumn = 26;

    internal static ReadOnlySpan<byte> Usage => "policy show | policy change FILE [refuse | revoke]"u8;

    internal static void Run(ref Words words)
    {
        if (words.Takes("show"u8) && !words.HasMore)
            Show();
        else
            Complain.Usage(Usage);
    }

    private static void Show()
    {
        ReadOnlySpan<byte> file = Policy.File;
        PolicyLayout layout = Policy.Layout;
        Screen.Write("policy "u8);
        Screen.WriteSafely(PolicyWords.Name(file));
        Screen.Write(" "u8);
        Screen.Write(PolicyWords.Major(file));
        Screen.Write("."u8);
        Screen.Write(PolicyWords.Minor(file));
        Screen.End();
        if (layout.Names == 0)
        {
            Screen.Line("it came without names; make it with: verified convert POLICY.xml --to binary"u8);
            return;
        }

        for (uint row = 0; row < layout.SteRows; row++)
            ShowLabel(file, in layout, row);
        for (uint set = 0; set < layout.Conflicts; set++)
            ShowConflict(file, in layout, set);
    }

    private static void ShowLabel(ReadOnlySpan<byte> file, in PolicyLayout layout, uint row)
    {
        PolicyCursor ste = new(file, layout.SteMatrix + (2 * layout.SteTypes * row));
        Screen.Write(row < layout.VmRows ? "label "u8 : "resource "u8);
        Policy.WriteLabel(row);
        Screen.To(TypesColumn);
        bool any = WriteTypes(file, ref ste, layout.SteRows, layout.SteTypes, false);
        if (row < layout.WallRows)
        {
            PolicyCursor wall = new(file, layout.WallMatrix + (2 * layout.WallTypes * row));
            any |= WriteTypes(file, ref wall, layout.SteRows + layout.SteTypes, layout.WallTypes, true);
        }

        Screen.Line(any ? ""u8 : "no types"u8);
    }

    private static void ShowConflict(ReadOnlySpan<byte> file, in PolicyLayout layout, uint set)
    {
        PolicyCursor row = new(file, layout.WallMatrix + (2 * layout.WallTypes * (layout.WallRows + set)));
        Screen.Write("never together"u8);
        Screen.To(TypesColumn);
        WriteTypes(file, ref row, layout.SteRows + layout.SteTypes, layout.WallTypes, false);
        Screen.End();
    }

    /// <summary>The types of a row of a matrix, by name; whether there are any.</summary>
    private static bool WriteTypes(ReadOnlySpan<byte> file, ref PolicyCursor row, uint firstName, uint count, bool wall)
    {
        bool any = false;
        for (uint type = 0; type < count; type++)
        {
            if (row.Cell() == 0)
                continue;
            if (any)
                Screen.Write(", "u8);
            else if (wall)
                Screen.Write("; Chinese Wall "u8);
            Screen.WriteSafely(PolicyWords.At(file, firstName + type));
            any = true;
        }

        return any;
    }
}
