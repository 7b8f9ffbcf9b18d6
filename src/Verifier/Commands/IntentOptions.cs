using System.CommandLine;
using Verified.Verifier.Intents;
using Verified.Verifier.Policies;

namespace Verified.Verifier.Commands;

/// <summary>The options by which a command learns what a policy's author wants.</summary>
internal sealed class IntentOptions
{
    private readonly Option<string?> _intent = new("--intent")
    {
        Description = "The file that states coalitions, trusted labels and pairs. Default: NAME.intent.json beside "
            + "NAME.xml, if there is one.",
        HelpName = "FILE",
    };

    private readonly Option<string[]> _trusted = new("--trusted")
    {
        Description = "Labels that may bridge coalitions, besides those that the intent names.",
        HelpName = "LABEL",
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => [],
    };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_intent);
        command.Add(_trusted);
    }

    /// <summary>The intent that the command line names, or the one beside the policy, or none.</summary>
    /// <exception cref="InputException">The file cannot be read or does not fit the policy.</exception>
    public Intent Read(ParseResult parsed, Policy policy)
    {
        string beside = IntentReader.FileBeside(policy.File);
        string? file = parsed.GetValue(_intent) ?? (File.Exists(beside) ? beside : null);
        Intent stated = file is null ? Intent.None : IntentReader.Read(file, policy);
        return IntentReader.WithTrusted(stated, parsed.GetRequiredValue(_trusted), policy);
    }
}
