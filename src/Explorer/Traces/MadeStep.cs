namespace Verified.Explorer.Traces;

/// <summary>A step of a way through the states, and what came of it.</summary>
/// <param name="Domain">The domain that called or wrote; null for the hypervisor's own steps.</param>
/// <param name="Label">The name of its label then; null without a domain.</param>
/// <param name="Operation">The operation, or what a guest did to its own pages.</param>
/// <param name="Arguments">The arguments by name, the caller aside.</param>
/// <param name="Result">The result.</param>
public sealed record MadeStep(
    int? Domain,
    string? Label,
    string Operation,
    IReadOnlyList<(string Name, ulong Value)> Arguments,
    long Result)
{
    /// <summary>The step in one line.</summary>
    public override string ToString() =>
        $"{(Domain is null ? "the hypervisor" : $"domain {Domain} ({Label})")}: {Operation}"
        + string.Concat(Arguments.Select(a => $" {a.Name}={Shown(a.Value)}")) + $" -> {Result}";

    private static string Shown(ulong value) => value == 0x7ff0 ? "self" : value < 4096 ? $"{value}" : $"0x{value:x}";
}
