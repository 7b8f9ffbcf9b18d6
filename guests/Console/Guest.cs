using System;
using Verified.Kernel.Boot;

namespace Verified.Guests;

/// <summary>
/// Domain 0 as the operator's console: reads a command a line and carries it out, until it is told to shut down.
/// </summary>
internal static class Guest
{
    internal static void Main()
    {
        if (!Files.Open())
            Program.Fail("console: no boot archive; write 'operator' on this domain's line of the manifest"u8);
        if (Keyboard.Open() != 0)
            Program.Fail("console: cannot be told what is typed"u8);
        Domains.ReadManifest();
        Policy.Start();
        Screen.Line("This is domain 0. 'help' lists the commands."u8);
        do
        {
            Screen.Write("> "u8);
            Screen.Flush();
        }
        while (Commands.Run(Keyboard.ReadLine()));
    }
}
