using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using Verified.Verifier.Policies;
using Verified.Z3Native;

namespace Verified.Verifier.Commands;

/// <summary>
/// The <c>verified</c> command: its subcommands, and how each error becomes one line and an exit code.
/// </summary>
public static class CommandLine
{
    /// <summary>Runs the command.</summary>
    /// <param name="args">Its arguments.</param>
    /// <param name="output">Where reports go.</param>
    /// <param name="error">Where errors go, one line each.</param>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static int Run(string[] args, TextWriter output, TextWriter error)
    {
        RootCommand root = new(
            "Proves that a policy isolates coalitions of virtual machines, and compiles it for the kernel.")
        {
            new ProveCommand(output),
            new ConvertCommand(output),
            new DiffCommand(output),
            new ExplainCommand(output),
            new GraphCommand(output),
            new ExploreCommand(output),
            new TraceCommand(output),
            new ReplayCommand(output),
        };
        foreach (HelpOption help in root.Options.OfType<HelpOption>())
            help.Action = new HelpWithExamples((HelpAction)help.Action!);

        ParseResult parsed = root.Parse(args, new() { ResponseFileTokenReplacer = null });
        string? unknownOption = OptionTakenAsArgument(args, parsed);
        if ((unknownOption is not null || parsed.Errors.Count > 0) && !args.Any(arg => arg is "--help" or "-h" or "-?"))
        {
            string command = parsed.CommandResult.Command is RootCommand ? "" : parsed.CommandResult.Command.Name + " ";
            string message = unknownOption is null ? parsed.Errors[0].Message
                : $"Unrecognized option '{unknownOption}'";
            string[] words = message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            string what = string.Join(' ', words).TrimEnd('.');
            error.WriteLine($"verified: {what}; see verified {command}--help");
            return ExitCode.BadInput;
        }

        return Invoke(parsed, output, error);
    }

    /// <summary>
    /// An unknown option that the parser took for a file or a label, which would then be blamed: a word that starts
    /// with "-". A file or a label of such a name is written behind "--", as ./-name, or as --option=-name.
    /// </summary>
    private static string? OptionTakenAsArgument(string[] args, ParseResult parsed)
    {
        HashSet<string> taken =
            [.. parsed.Tokens.Where(token => token.Type == TokenType.Argument).Select(token => token.Value)];
        return args.TakeWhile(arg => arg != "--")
            .FirstOrDefault(arg => arg.Length > 1 && arg[0] == '-' && taken.Contains(arg));
    }

    private static int Invoke(ParseResult parsed, TextWriter output, TextWriter error)
    {
        try
        {
            return parsed.Invoke(new() { EnableDefaultExceptionHandler = false, Output = output, Error = error });
        }
        catch (Exception e) when (e is InputException or Z3MissingException)
        {
            error.WriteLine(e.Message);
            return ExitCode.BadInput;
        }
        catch (ContradictionException e)
        {
            error.WriteLine($"internal error: {e.Message}; please report it with the policy");
            return ExitCode.Unknown;
        }
    }
}
