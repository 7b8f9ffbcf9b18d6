namespace Verified.Explorer.Search;

/// <summary>How far a search has come.</summary>
/// <param name="States">States reached.</param>
/// <param name="Expanded">States from which every step was made.</param>
/// <param name="Transitions">Steps made.</param>
/// <param name="Cut">Those of them that led beyond the model's own bound.</param>
/// <param name="Depth">The longest of the shortest ways to a state, in steps.</param>
/// <param name="Bytes">Memory that the states take.</param>
/// <param name="Elapsed">Time since the start.</param>
public sealed record Figures(
    int States, int Expanded, long Transitions, long Cut, int Depth, long Bytes, TimeSpan Elapsed)
{
    /// <summary>States that wait to be expanded.</summary>
    public int Queue => States - Expanded;
}

/// <summary>What came of a search.</summary>
/// <param name="End">Why it ended.</param>
/// <param name="Figures">How far it came.</param>
/// <param name="Levels">How many states have a shortest way of each length, from 0 on.</param>
/// <param name="Violations">What was wrong: the first of each kind, in the order in which they were found.</param>
public sealed record SearchResult(
    End End, Figures Figures, IReadOnlyList<int> Levels, IReadOnlyList<FoundViolation> Violations);

/// <summary>A violation and a shortest way to it.</summary>
/// <param name="Violation">What is wrong.</param>
/// <param name="Trace">The steps from the initial state, the wrong one last.</param>
public sealed record FoundViolation(Violation Violation, IReadOnlyList<int> Trace);
