using System;
using Verified.Kernel.Boot;

namespace Verified.Guests;

/// <summary>The commands by name.</summary>
internal static class Commands
{
    /// <summary>Carries out a line; false when the machine is to shut down.</summary>
    internal static bool Run(ReadOnlySpan<byte> line)
    {
        Words words = new(line);
        ReadOnlySpan<byte> name = words.Next();
        if (Text.Same(name, "shutdown"u8))
            return !ShutdownCommand.Run(ref words);
        if (name.Length != 0 && !OfDomains(name, ref words) && !OfTheMachine(name, ref words))
            Complain.About(name, "no such command; 'help' lists them"u8);
        return true;
    }

    private static bool OfDomains(ReadOnlySpan<byte> name, ref Words words)
    {
        if (Text.Same(name, "list"u8))
            ListCommand.Run(ref words);
        else if (Text.Same(name, "create"u8))
            CreateCommand.Run(ref words);
        else if (Text.Same(name, "destroy"u8))
            LifeCommands.Destroy(ref words);
        else if (Text.Same(name, "pause"u8))
            LifeCommands.Pause(ref words);
        else if (Text.Same(name, "unpause"u8))
            LifeCommands.Unpause(ref words);
        else if (Text.Same(name, "save"u8))
            SaveCommand.Run(ref words);
        else if (Text.Same(name, "restore"u8))
            RestoreCommand.Run(ref words);
        else
            return false;
        return true;
    }

    private static bool OfTheMachine(ReadOnlySpan<byte> name, ref Words words)
    {
        if (Text.Same(name, "help"u8))
            HelpCommand.Run(ref words);
        else if (Text.Same(name, "files"u8))
            FilesCommand.Run(ref words);
        else if (Text.Same(name, "label"u8))
            LabelCommand.Run(ref words);
        else if (Text.Same(name, "stats"u8))
            StatsCommand.Run(ref words);
        else if (Text.Same(name, "log"u8))
            LogCommand.Run(ref words);
        else if (Text.Same(name, "policy"u8))
            PolicyCommand.Run(ref words);
        else
            return false;
        return true;
    }
}
