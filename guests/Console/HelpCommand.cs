using System;
using Verified.Kernel.Boot;

namespace Verified.Guests;

/// <summary><c>help [COMMAND]</c>.</summary>
internal static class HelpCommand
{
    internal static void Run(ref Words words)
    {
        ReadOnlySpan<byte> name = words.Next();
        if (name.Length == 0)
            All();
        else if (!OfDomains(name) && !OfTheMachine(name))
            Complain.About(name, "no such command; 'help' lists them"u8);
    }

    private static void All()
    {
        Screen.Line("list"u8, "the domains"u8);
        Screen.Line("create"u8, "make a domain out of an image of the boot archive"u8);
        Screen.Line("destroy"u8, "end a domain and take everything back"u8);
        Screen.Line("pause, unpause"u8, "stop a domain; let it go on"u8);
        Screen.Line("save, restore"u8, "move a domain from one machine to another"u8);
        Screen.Line("label"u8, "a domain's label, and another in its place"u8);
        Screen.Line("policy"u8, "the policy in force, and another in its place"u8);
        Screen.Line("stats"u8, "what the monitor was asked, and denied; what a domain cost"u8);
        Screen.Line("log"u8, "the last denials"u8);
        Screen.Line("files"u8, "what is in the boot archive"u8);
        Screen.Line("shutdown"u8, "shut down all domains and the machine"u8);
        Screen.Line("help COMMAND"u8, "more about one"u8);
        Screen.Line("A domain is named by its id or its name."u8);
    }

    private static bool OfDomains(ReadOnlySpan<byte> name)
    {
        if (Text.Same(name, "list"u8))
            Tell(ListCommand.Usage, "States: r runs, b waits, p paused, s has shut down, c crashed, d is being destroyed. Ports and mapped grants: in use."u8);
        else if (Text.Same(name, "create"u8))
            Tell(CreateCommand.Usage, "LABEL is one of the policy's; IMAGE a file of the boot archive; KIB a multiple of 4, 512 if not given."u8);
        else if (Text.Same(name, "destroy"u8))
            Tell(LifeCommands.DestroyUsage, "What others have mapped of it is revoked, its channels are closed."u8);
        else if (Text.Same(name, "pause"u8))
            Tell(LifeCommands.PauseUsage, "It keeps everything, and does not run."u8);
        else if (Text.Same(name, "unpause"u8))
            Tell(LifeCommands.UnpauseUsage, "It goes on where it was stopped."u8);
        else if (Text.Same(name, "save"u8))
            Tell(SaveCommand.Usage, "It goes out through the second serial port, and is gone here. Ports and grants do not go along."u8);
        else if (Text.Same(name, "restore"u8))
            Tell(RestoreCommand.Usage, "FILE is of the boot archive; NAME chooses among several domains in it. The policy must be the same."u8);
        else
            return false;
        return true;
    }

    private static bool OfTheMachine(ReadOnlySpan<byte> name)
    {
        if (Text.Same(name, "policy"u8))
            Tell(PolicyCommand.Usage, "A change that takes sharing away is refused and the sharing listed; revoke ends that sharing."u8);
        else if (Text.Same(name, "label"u8))
            Tell(LabelCommand.Usage, "Without LABEL: what it is. A new label that takes sharing away is refused, unless revoke ends it."u8);
        else if (Text.Same(name, "stats"u8))
            Tell(StatsCommand.Usage, "Since boot, or since the domain was created. Each denial is also shown when it happens."u8);
        else if (Text.Same(name, "log"u8))
            Tell(LogCommand.Usage, "At most 64, oldest first; what a domain is denied more often than 32 times a second is only counted."u8);
        else if (Text.Same(name, "files"u8))
            Tell(FilesCommand.Usage, "Images, policies and saved domains have no marks: their names must tell."u8);
        else if (Text.Same(name, "shutdown"u8))
            Tell(ShutdownCommand.Usage, "Every other domain is shut down, then the machine stops."u8);
        else if (Text.Same(name, "help"u8))
            Tell("help [COMMAND]"u8, "Without COMMAND: all commands."u8);
        else
            return false;
        return true;
    }

    private static void Tell(ReadOnlySpan<byte> usage, ReadOnlySpan<byte> text)
    {
        Complain.Usage(usage);
        Screen.Line(text);
    }
}
