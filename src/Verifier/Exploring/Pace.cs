using System.Globalization;
using Verified.Explorer.Search;

namespace Verified.Verifier.Exploring;

/// <summary>How fast a search goes, and how far it still has to.</summary>
internal sealed class Pace
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(2);

    private Figures? _start;
    private double? _newAState;

    /// <summary>The line that a person sees while it goes.</summary>
    public string Line(Figures now)
    {
        _start ??= now;
        if (now.Elapsed - _start.Elapsed > Window)
        {
            _newAState = (double)(now.States - _start.States) / Math.Max(1, now.Expanded - _start.Expanded);
            _start = now;
        }

        double rate = now.Expanded / Math.Max(0.001, now.Elapsed.TotalSeconds);
        return string.Create(CultureInfo.InvariantCulture,
            $"{now.States:N0} states, depth {now.Depth}, {now.Queue:N0} waiting, {rate:N0} states/s, "
            + $"{now.Bytes >> 20:N0} MiB, {Estimate(now, rate)}");
    }

    // Each state that waits brings so many new ones as states did lately, these as many again, and so on.
    private string Estimate(Figures now, double rate)
    {
        if (_newAState is not { } brings || brings >= 0.99 || rate < 1) return "still growing";
        double left = now.Queue / (1 - brings) / rate;
        return string.Create(CultureInfo.InvariantCulture, $"about {left:N0} s left if it goes on like this");
    }
}
