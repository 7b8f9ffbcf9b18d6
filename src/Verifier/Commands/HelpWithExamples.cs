using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Verified.Verifier.Commands;

/// <summary>A command that shows how it is used.</summary>
internal interface IHasExamples
{
    /// <summary>Command lines that work in a fresh clone, each with a few words.</summary>
    IReadOnlyList<(string Command, string Meaning)> Examples { get; }
}

/// <summary>The usual help, then the command's examples.</summary>
internal sealed class HelpWithExamples(HelpAction usual) : SynchronousCommandLineAction
{
    public override int Invoke(ParseResult parseResult)
    {
        int result = usual.Invoke(parseResult);
        IEnumerable<Command> commands = parseResult.CommandResult.Command is RootCommand root
            ? root.Subcommands
            : [parseResult.CommandResult.Command];
        TextWriter output = parseResult.InvocationConfiguration.Output;
        output.WriteLine("Examples:");
        foreach ((string command, string meaning) in commands.OfType<IHasExamples>().SelectMany(has => has.Examples))
        {
            output.WriteLine($"  {command}");
            output.WriteLine($"      {meaning}");
        }

        return result;
    }
}
