using System;
using Verified.Kernel.Boot;
using Verified.Monitor;

namespace Verified.Guests;

/// <summary><c>policy show</c> and <c>policy change</c>: what is in force, in the policy's own words.</summary>
internal static class PolicyCommand
{
    private const int TypesColumn = 26;

    internal static ReadOnlySpan<byte> Usage => "policy show | policy change FILE [refuse | revoke]"u8;

    internal static void Run(ref Words words)
    {
        if (words.Takes("show"u8) && !words.HasMore)
            Show();
        else if (words.Takes("change"u8) && words.HasMore)
            Change(ref words);
        else
            Complain.Usage(Usage);
    }

    /// <summary>Reads the last word of a change: refuse (so if there is none) or revoke. False for anything else.</summary>
    internal static bool TryMode(ref Words words, out uint mode)
    {
        mode = PolicyOps.Refuse;
        if (words.Takes("revoke"u8))
            mode = PolicyOps.Revoke;
        else if (words.HasMore && !words.Takes("refuse"u8))
            return false;
        return !words.HasMore;
    }

    /// <summary>Says why a change was refused; nothing has changed.</summary>
    internal static void Refused(ReadOnlySpan<byte> subject, long result, ReadOnlySpan<byte> next, uint mode)
    {
        const long Denied = -13;
        const long Invalid = -22;
        if (result == Invalid)
            Complain.About(subject, "no binary policy; make it with: verified convert POLICY.xml --to binary"u8);
        else if (result != Denied)
            Complain.Of(subject, result);
        else if (mode == PolicyOps.Refuse)
            Complain.About(subject, "refused, nothing has changed; 'revoke' takes channels and mappings away, not the rest:"u8);
        else
            Complain.About(subject, "refused, nothing has changed; revoking does not help against:"u8);
        if (result == Denied)
            Violations.Show(next);
    }

    private static void Change(ref Words words)
    {
        ReadOnlySpan<byte> name = words.Next();
        if (!TryMode(ref words, out uint mode))
            Complain.Usage(Usage);
        else if (!Files.TryFind(name, out ReadOnlySpan<byte> file))
            Complain.About(name, "no such file in the boot archive; 'files' lists them"u8);
        else if (PolicyLayout.Read(file, out PolicyLayout layout) != PolicyError.None || layout.Names == 0)
            Complain.About(name, "no binary policy with names; make it with: verified convert POLICY.xml --to binary"u8);
        else if (Policy.Layout.Names == 0 || !Successors.Find(file))
            Complain.About(name, "too different from the policy in force to be told label by label; boot with it"u8);
        else
            Change(name, file, mode);
    }

    private static void Change(ReadOnlySpan<byte> name, ReadOnlySpan<byte> file, uint mode)
    {
        long result = PolicyOps.Change(file, mode);
        if (result != 0)
        {
            Refused(name, result, file, mode);
            return;
        }

        Policy.Set(name);
        WriteTitle(file);
        Screen.Line(" is in force"u8);
    }

    private static void WriteTitle(ReadOnlySpan<byte> file)
    {
        Screen.Write("policy "u8);
        Screen.WriteSafely(PolicyWords.Name(file));
        Screen.Write(" "u8);
        Screen.Write(PolicyWords.Major(file));
        Screen.Write("."u8);
        Screen.Write(PolicyWords.Minor(file));
    }

    private static void Show()
    {
        ReadOnlySpan<byte> file = Policy.File;
        PolicyLayout layout = Policy.Layout;
        WriteTitle(file);
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
