using System.Globalization;
using System.Text;

namespace Verified.Swarm;

/// <summary>How often each operation gave which result: 0 stands for every success.</summary>
internal sealed class Coverage
{
    // Results from -127 (errors of Xen) to 0.
    private const int Results = 128;

    private readonly long[] _counts = new long[Move.All.Count * Results];

    /// <summary>Calls so far.</summary>
    public long Calls => _counts.Sum();

    /// <summary>Counts a call.</summary>
    public void Count(int operation, long result) =>
        _counts[(operation * Results) + (result >= 0 ? 0 : (int)Math.Min(-result, Results - 1))]++;

    /// <summary>Adds what another has counted.</summary>
    public void Add(Coverage other)
    {
        for (int i = 0; i < _counts.Length; i++) _counts[i] += other._counts[i];
    }

    /// <summary>How often an operation gave a result.</summary>
    public long this[int operation, long result] => _counts[(operation * Results) + (int)-Math.Min(result, 0)];

    /// <summary>The results that an operation gave, successes first.</summary>
    public IEnumerable<(long Result, long Count)> Of(int operation)
    {
        for (int r = 0; r < Results; r++)
        {
            long count = _counts[(operation * Results) + r];
            if (count > 0) yield return (-r, count);
        }
    }

    /// <summary>One line an operation: its results and how often it gave each.</summary>
    public string Lines()
    {
        StringBuilder text = new();
        foreach (Move move in Move.All)
        {
            IEnumerable<string> results = Of(move.Number).Select(r =>
                string.Create(CultureInfo.InvariantCulture, $"{(r.Result == 0 ? "done" : r.Result)} {r.Count}"));
            text.Append(move.Operation.Name).Append(": ").AppendJoin(", ", results).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>The counts, to be kept.</summary>
    public IReadOnlyDictionary<string, long> Kept()
    {
        Dictionary<string, long> kept = [];
        foreach (Move move in Move.All)
        {
            foreach ((long result, long count) in Of(move.Number)) kept[$"{move.Operation.Name} {result}"] = count;
        }

        return kept;
    }

    /// <summary>What was kept before.</summary>
    public static Coverage From(IReadOnlyDictionary<string, long> kept)
    {
        Coverage coverage = new();
        foreach ((string key, long count) in kept)
        {
            string[] words = key.Split(' ');
            int number = Move.Of(words[0]).Number;
            coverage._counts[(number * Results) - int.Parse(words[1], CultureInfo.InvariantCulture)] = count;
        }

        return coverage;
    }
}
