using System.Globalization;
using Verified.Proofs.Operations;

namespace Verified.Tools.ProofTrials;

/// <summary>A trial's options, as <c>count=1000</c>.</summary>
internal sealed class Options
{
    private static readonly string[] Known = ["jobs", "only", "count", "seed", "seconds", "seeds"];

    private readonly Dictionary<string, string> _values = [];

    /// <summary>Reads options.</summary>
    /// <exception cref="ArgumentException">One is unknown or has no value.</exception>
    public Options(IEnumerable<string> words)
    {
        foreach (string word in words)
        {
            string[] parts = word.Split('=', 2);
            if (parts.Length < 2 || !Known.Contains(parts[0]))
                throw new ArgumentException($"'{word}' is no option; known are {string.Join(", ", Known.Select(k => k + "="))}");
            _values[parts[0]] = parts[1];
        }
    }

    /// <summary>How much is done at one time.</summary>
    public int Jobs => Number("jobs", Environment.ProcessorCount, 1);

    /// <summary>The operations: all, unless <c>only=</c> names some, with commas.</summary>
    public IReadOnlyList<Operation> Operations => _values.TryGetValue("only", out string? names)
        ? [.. names.Split(',').Select(name => AllOperations.Find(name) ?? throw new ArgumentException($"no operation {name} is proved"))]
        : AllOperations.List;

    /// <summary>A number.</summary>
    public int Number(string name, int otherwise, int least)
    {
        if (!_values.TryGetValue(name, out string? text))
            return otherwise;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= least
            ? number
            : throw new ArgumentException($"{name}={text}: a number from {least} on is wanted");
    }
}
