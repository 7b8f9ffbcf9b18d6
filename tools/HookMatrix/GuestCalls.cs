using System.Text.RegularExpressions;

namespace Verified.Tools.HookMatrix;

/// <summary>Which operations the conformance guest says it makes: it reports each by name.</summary>
internal sealed partial class GuestCalls
{
    private readonly HashSet<string> _names;

    /// <summary>Reads the sources of the guest.</summary>
    public GuestCalls(string folder) => _names =
    [
        .. Directory.GetFiles(folder, "*.cs")
            .SelectMany(file => Reported().Matches(File.ReadAllText(file)))
            .Select(match => match.Groups[1].Value)
            .SelectMany(names => names.Split(" and ")),
    ];

    /// <summary>Whether it makes an operation: by its name, or what its name begins or ends with.</summary>
    public bool Make(string operation) =>
        _names.Contains(operation)
        || _names.Any(name => operation.EndsWith($"_{name}", StringComparison.Ordinal)
            || operation.StartsWith($"{name}_", StringComparison.Ordinal));

    [GeneratedRegex("Report\\.(?:Begin|Expect)\\(\"([a-z0-9_ ]+)\"u8")]
    private static partial Regex Reported();
}
