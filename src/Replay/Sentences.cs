using Verified.Spec;

namespace Verified.Replay;

/// <summary>The invariant, the claims and the counts, at all their indices.</summary>
internal static class Sentences
{
    private static readonly Specification Spec = new(Build.Sizes);

    private static readonly Lazy<(Specification.Part Part, Word[][] At)[]> Parts =
        new(() => [.. Spec.Invariant.Concat(Spec.Claims).Select(part => (part, Tuples(part.Indices)))]);

    private static readonly Lazy<(Specification.Count Count, Word[][] Keys, Word[][] Counted)[]> Counts =
        new(() => [.. Spec.Counts.Select(count => (count, Tuples(count.Keys), Tuples(count.Counted)))]);

    /// <summary>The first sentence that does not hold in a state; null when all do.</summary>
    public static string? WhatFails(Specification.SystemState state, KernelHost host) =>
        Parts.Value.Select(p => WhatFails(p.Part, p.At, state)).FirstOrDefault(text => text is not null)
        ?? Counts.Value.Select(c => WhatFails(c.Count, c.Keys, c.Counted, state)).FirstOrDefault(text => text is not null)
        ?? FreeButNotClear(host);

    // A sentence about an entry out of range is broken too: in a proof it could be anything.
    private static string? WhatFails(Specification.Part part, Word[][] tuples, Specification.SystemState state)
    {
        foreach (Word[] at in tuples)
        {
            Bit holds = part.Holds(state, at);
            if (!holds.IsSpecified || !holds.Value) return $"'{part.Name}' fails at {Text(at)}";
        }

        return null;
    }

    private static string? WhatFails(
        Specification.Count count, Word[][] keys, Word[][] counted, Specification.SystemState state)
    {
        foreach (Word[] key in keys)
        {
            ulong number = 0;
            foreach (Word[] at in counted)
            {
                Word counts = count.Counts(state, key, at);
                number += counts.IsSpecified ? counts.Value : 1;
            }

            if (count.Number(state, key).Value != number) return $"'{count.Name}' fails at {Text(key)}";
        }

        return null;
    }

    // The specification says it by its effects: whatever frees a frame clears it.
    private static string? FreeButNotClear(KernelHost host)
    {
        for (uint frame = 0; frame < Limits.Frames; frame++)
        {
            if (host.State.Frames[(int)frame].State == Verified.Spec.FrameState.Free
                && host.Frame(frame).ContainsAnyExcept((byte)0))
                return $"frame {frame} is free, but not clear";
        }

        return null;
    }

    private static Word[][] Tuples(IReadOnlyList<Dimension> dimensions)
    {
        IEnumerable<Word[]> all = [[]];
        foreach (Dimension dimension in dimensions)
        {
            all = all.SelectMany(t => Enumerable.Range(0, Build.Sizes.Of(dimension))
                .Select(i => (Word[])[.. t, Word.Constant((ulong)i, 64)]));
        }

        return [.. all];
    }

    private static string Text(Word[] at) => $"[{string.Join(", ", at.Select(w => w.Value))}]";
}
