using System;
using Verified.Monitor;

namespace Verified.Guests;

/// <summary>What stands against a change, as the hypervisor lists it: pairs (code, parameter).</summary>
internal static unsafe class Violations
{
    /// <summary>Bytes that there are for the list.</summary>
    internal const uint Bytes = 4096;

    private const uint Channel = 0x100;
    private const uint Mapping = 0x101;
    private const uint Domain = 0x102;
    private const uint ChineseWall = 0x103;
    private const uint LabelInUse = 0x104;
    private const uint Pairs = Bytes / 8;

    private static uint* List => (uint*)Grants.Page(5);

    /// <summary>Empties the list; where it stands.</summary>
    internal static uint* Begin()
    {
        Pages.Clear((byte*)List);
        return List;
    }

    /// <summary>Shows it, a line each. A channel is listed from both its ends, and shown once.</summary>
    /// <param name="next">The policy that was to be in force, for the names of its types.</param>
    internal static void Show(ReadOnlySpan<byte> next)
    {
        for (uint i = 0; i < Pairs && List[2 * i] != 0; i++)
        {
            uint code = List[2 * i];
            uint parameter = List[(2 * i) + 1];
            if (code == Channel && parameter >> 16 > (parameter & 0xffff))
                continue;
            Screen.Write("  "u8);
            if (code is Channel or Mapping)
                ShowPair(code, parameter >> 16, parameter & 0xffff);
            else
                ShowOne(next, code, parameter);
            Screen.End();
        }
    }

    private static void ShowPair(uint code, uint one, uint other)
    {
        Screen.Write(code == Channel ? "event channel: "u8 : "mapping: "u8);
        Domains.Write(one);
        Screen.Write(code == Channel ? " and "u8 : " has a page of "u8);
        Domains.Write(other);
        Screen.Write(", whose labels would share no type"u8);
    }

    private static void ShowOne(ReadOnlySpan<byte> next, uint code, uint parameter)
    {
        if (code == Domain)
        {
            Screen.Write("domain: "u8);
            Domains.Write(parameter);
            Screen.Write(" would get a label that is unknown, or domain 0's alone"u8);
        }
        else if (code == ChineseWall)
        {
            PolicyLayout.Read(next, out PolicyLayout layout);
            Screen.Write("Chinese Wall: a domain of type "u8);
            Screen.WriteSafely(PolicyWords.At(next, layout.SteRows + layout.SteTypes + parameter));
            Screen.Write(" would run beside one that it conflicts with"u8);
        }
        else if (code == LabelInUse)
        {
            Screen.Write("label: "u8);
            Policy.WriteLabel(parameter);
            Screen.Write(" would be deleted, and a domain carries it"u8);
        }
        else
        {
            Screen.Write("error "u8);
            Screen.Write(code);
        }
    }
}
