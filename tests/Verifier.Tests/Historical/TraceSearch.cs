namespace Verified.Verifier.Tests.Historical;

/// <summary>Looks for a way to break the Chinese Wall's invariant by starting domains that the admission lets start.</summary>
internal static class TraceSearch
{
    /// <summary>
    /// A shortest sequence of labels, each admitted when its turn comes, after which two types of one conflict set run;
    /// null if there is none of up to <paramref name="length"/>.
    /// </summary>
    /// <param name="labels">The Chinese Wall types of each label.</param>
    /// <param name="conflictSets">The conflict sets.</param>
    /// <param name="length">The longest sequence to try.</param>
    /// <param name="admitted">Whether every start of a sequence, made in its order, is admitted.</param>
    public static int[]? Shortest(int[][] labels, int[][] conflictSets, int length, Func<int[], bool> admitted)
    {
        IEnumerable<int[]> traces = [[]];
        for (int i = 0; i < length; i++)
        {
            int[][] longer = [.. traces.SelectMany(trace => Enumerable.Range(0, labels.Length), (trace, label) => (int[])[.. trace, label])
                .Where(admitted)];
            if (longer.FirstOrDefault(trace => IsBroken(labels, conflictSets, trace)) is { } found)
                return found;
            traces = longer;
        }

        return null;
    }

    private static bool IsBroken(int[][] labels, int[][] conflictSets, int[] trace)
    {
        int[] running = [.. trace.SelectMany(label => labels[label]).Distinct()];
        return conflictSets.Any(set => set.Intersect(running).Count() > 1);
    }
}
