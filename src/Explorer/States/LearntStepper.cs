using System.Runtime.InteropServices;
using Verified.Explorer.Search;

namespace Verified.Explorer.States;

/// <summary>Learns what steps do, and follows steps that were learnt without making them.</summary>
/// <param name="scratch">The thread's kernel.</param>
/// <param name="touched">What a step touched.</param>
/// <param name="steps">How many steps there are.</param>
/// <param name="oneIn">One in so many of the steps that are found is to be made again.</param>
internal sealed class LearntStepper(Scratch scratch, Touched touched, int steps, int oneIn)
{
    private const int Beyond = -2;

    private readonly LearntSteps _learnt = new(scratch.Host, steps);
    private readonly KnownNames _known = new(18);
    private int _recalled;

    /// <summary>Whether the step that was found last is to be made again, to see that it does the same.</summary>
    public bool IsToBeMadeAgain => _recalled % oneIn == 0;

    /// <summary>What a step does in the state that the kernel stands in; null when that is not known.</summary>
    public Outcome? Find(int step)
    {
        Outcome? outcome = _learnt.Find(step);
        if (outcome is not null) _recalled++;
        return outcome;
    }

    /// <summary>Keeps what a step did, which stands in the kernel, if all that it depends on is known.</summary>
    public void Learn(int step)
    {
        if (touched.IsWhole && scratch.WhatRowsChanged(touched) is { } rows) _learnt.Learn(step, touched, rows);
    }

    /// <summary>How the kernel's state differs from what a step is said to do; null if it does not.</summary>
    public string? WhatDiffers(Outcome outcome)
    {
        Span<int> said = stackalloc int[Groups.Count];
        RowsAfter(outcome, said);
        return scratch.WhatDiffersFrom(said);
    }

    /// <summary>Tells where a step leads that does this.</summary>
    public void Follow(int step, Outcome outcome, Successors successors, byte[] record)
    {
        if (outcome.Changes.Length == 0)
        {
            successors.Stay(1);
            return;
        }

        Span<int> rows = stackalloc int[Groups.Count];
        RowsAfter(outcome, rows);
        if (_known.TryFind(rows, out ReadOnlySpan<int> known))
        {
            // It was told before where that state has its place.
            if (known[0] == Beyond) successors.LeaveOut();
            else successors.Stay(1);
            return;
        }

        Span<int> named = MemoryMarshal.Cast<byte, int>(record.AsSpan());
        if (scratch.TryName(rows, named))
        {
            successors.Reach(step, record);
        }
        else
        {
            named[0] = Beyond;
            successors.LeaveOut();
        }

        _known.Add(rows, named);
    }

    private void RowsAfter(Outcome outcome, Span<int> rows)
    {
        scratch.Numbers.CopyTo(rows);
        foreach (Change change in outcome.Changes) rows[change.Group] = change.To(rows[change.Group], scratch.Rows(change.Group));
    }
}
