using Verified.Explorer.States;
using Verified.Spec;

namespace Verified.Explorer.Checks;

/// <summary>
/// The fields without indices. The specification is given their values, not asked for them, so that what it computes
/// may depend on all of them: states in which they are the same have the same number.
/// </summary>
internal sealed class Scalars
{
    private static readonly long[] Places =
        [.. Fields.All.Where(field => field.Dimensions.Count == 0).Select(StateLayout.Of)
            .Select(place => Host.PlaceOfState(place.Offset, place.Bytes))];

    private readonly AnswerTree<Known> _known = new();
    private int _count;

    /// <summary>The number of the values that a kernel has now.</summary>
    public int NumberOf(Host host)
    {
        if (_known.Find(host) is { } known) return known.Number;
        known = new(_count++);
        _known.Learn([.. Places.Select(place => (place, host.ReadAt(place)))], known);
        return known.Number;
    }

    private sealed record Known(int Number);
}
