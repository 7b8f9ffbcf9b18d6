using System.Collections.Immutable;
using System.Globalization;
using Verified.Symbolic.Terms;
using Verified.Symbolic.X86;

namespace Verified.Symbolic.Memory;

/// <summary>
/// The guests' frames of 4 KiB. Guests change them at any time, so that a read yields an unknown, even at the same
/// address, and a compare-exchange may fail. What the code does is recorded in order. The n-th effect's unknown is
/// named after n: paths that exclude each other may use one name.
/// </summary>
public sealed class FramePool : MemoryPart
{
    /// <summary>Bytes of a frame.</summary>
    public const ulong FrameBytes = 4096;

    private readonly ulong _base;
    private readonly ulong _frames;

    /// <summary>The pool before any access.</summary>
    /// <param name="baseAddress">Where frame 0 stands.</param>
    /// <param name="frames">How many frames.</param>
    public FramePool(ulong baseAddress, ulong frames)
        : this(baseAddress, frames, [])
    {
    }

    private FramePool(ulong baseAddress, ulong frames, ImmutableList<GuestEffect> effects)
    {
        _base = baseAddress;
        _frames = frames;
        Effects = effects;
    }

    /// <summary>What was done, in order; effects whose guards exclude each other stand in any order.</summary>
    public ImmutableList<GuestEffect> Effects { get; private set; }

    /// <inheritdoc/>
    public override bool Owns(ulong constant) => constant - _base < _frames * FrameBytes;

    /// <inheritdoc/>
    public override Term Load(MachineState state, Term address, int bytes)
    {
        ArgumentNullException.ThrowIfNull(state);
        GuestEffect effect = At(state, GuestEffectKind.Read, address, Size(state, bytes));
        Term result = Unknown(state, bytes * 8);
        Effects = Effects.Add(effect with { Result = result });
        return result;
    }

    /// <inheritdoc/>
    public override void Store(MachineState state, Term address, Term value)
    {
        ArgumentNullException.ThrowIfNull(value);
        GuestEffect effect = At(state, GuestEffectKind.Write, address, Size(state, value.Width / 8));
        Effects = Effects.Add(effect with { Value = value });
    }

    /// <inheritdoc/>
    public override Term CompareExchange(MachineState state, Term address, Term expected, Term replacement)
    {
        ArgumentNullException.ThrowIfNull(expected);
        GuestEffect effect = At(state, GuestEffectKind.CompareExchange, address, Size(state, expected.Width / 8));
        Term result = Unknown(state, expected.Width);
        Effects = Effects.Add(effect with { Value = replacement, Expected = expected, Result = result });
        return result;
    }

    /// <inheritdoc/>
    public override Term Update(MachineState state, Term address, AtomicOperation operation, Term operand)
    {
        ArgumentNullException.ThrowIfNull(operand);
        GuestEffect effect = At(state, GuestEffectKind.Update, address, Size(state, operand.Width / 8));
        Term result = Unknown(state, operand.Width);
        Effects = Effects.Add(effect with { Value = operand, Operation = operation, Result = result });
        return result;
    }

    /// <summary>Fills part of one frame with copies of a word.</summary>
    public void Fill(MachineState state, Term address, Term element, Term count)
    {
        ArgumentNullException.ThrowIfNull(element);
        GuestEffect effect = At(state, GuestEffectKind.Fill, address, Size(state, count, element.Width / 8));
        Effects = Effects.Add(effect with { Value = element });
    }

    /// <summary>Copies part of one frame to one frame.</summary>
    public void Copy(MachineState state, Term source, Term target, int elementBytes, Term count)
    {
        Term bytes = Size(state, count, elementBytes);
        (Term frame, Term offset) = Place(state, source, bytes);
        GuestEffect effect = At(state, GuestEffectKind.Copy, target, bytes);
        Effects = Effects.Add(effect with { SourceFrame = frame, SourceOffset = offset });
    }

    /// <inheritdoc/>
    public override MemoryPart Fork() => new FramePool(_base, _frames, Effects);

    /// <inheritdoc/>
    public override MemoryPart Merge(Term condition, MemoryPart other)
    {
        ImmutableList<GuestEffect> mine = Effects, theirs = ((FramePool)other).Effects;
        ImmutableList<GuestEffect>.Builder merged = ImmutableList.CreateBuilder<GuestEffect>();
        (int i, int j) = (0, 0);
        foreach ((int mineNext, int theirsNext) in Common(mine, theirs).Append((mine.Count, theirs.Count)))
        {
            merged.AddRange(mine.GetRange(i, mineNext - i));
            merged.AddRange(theirs.GetRange(j, theirsNext - j));
            (i, j) = (mineNext + 1, theirsNext + 1);
            if (mineNext < mine.Count)
                merged.Add(mine[mineNext] == theirs[theirsNext] ? mine[mineNext] : mine[mineNext].Merge(condition, theirs[theirsNext]));
        }
        return new FramePool(_base, _frames, merged.ToImmutable());
    }

    // A longest common subsequence: the accesses that both paths make at one place of the code are one access.
    private static List<(int Mine, int Theirs)> Common(ImmutableList<GuestEffect> mine, ImmutableList<GuestEffect> theirs)
    {
        List<(int, int)> pairs = [];
        int start = 0;
        while (start < mine.Count && start < theirs.Count && mine[start] == theirs[start])
            pairs.Add((start, start++));
        int[,] longest = new int[mine.Count + 1, theirs.Count + 1];
        for (int i = mine.Count - 1; i >= start; i--)
        {
            for (int j = theirs.Count - 1; j >= start; j--)
            {
                longest[i, j] = mine[i].Matches(theirs[j])
                    ? longest[i + 1, j + 1] + 1
                    : Math.Max(longest[i + 1, j], longest[i, j + 1]);
            }
        }
        for ((int i, int j) = (start, start); i < mine.Count && j < theirs.Count;)
        {
            if (mine[i].Matches(theirs[j]))
                pairs.Add((i++, j++));
            else if (longest[i + 1, j] >= longest[i, j + 1])
                i++;
            else
                j++;
        }
        return pairs;
    }

    private GuestEffect At(MachineState state, GuestEffectKind kind, Term address, Term bytes)
    {
        (Term frame, Term offset) = Place(state, address, bytes);
        return new(kind, state.Rip, state.Path.Term, frame, offset, bytes);
    }

    // base + 4096 * frame + offset: what is a multiple of a frame is the frame.
    private (Term Frame, Term Offset) Place(MachineState state, Term address, Term bytes)
    {
        TermStore t = state.Store;
        LinearForm form = t.Linear(address);
        ulong rest = (ulong)form.Constant - _base;
        Term frame = t.Constant(rest / FrameBytes, 64), offset = t.Constant(rest % FrameBytes, 64);
        foreach (LinearAtom atom in form.Atoms)
        {
            ulong factor = (ulong)atom.Factor;
            if (factor % FrameBytes == 0)
                frame = t.Add(frame, t.Multiply(atom.Atom, t.Constant((UInt128)(long)((long)factor / (long)FrameBytes), 64)));
            else
                offset = t.Add(offset, t.Multiply(atom.Atom, t.Constant(factor, 64)));
        }
        state.Run.Require(state, ObligationKind.InBounds, t.Less(frame, t.Constant(_frames, 64)), "the frame is in the pool");
        // Both below the frame's size, so that the sum cannot wrap.
        Term limit = t.Constant(FrameBytes, 64);
        Term fits = bytes.IsConstant && bytes.Value <= FrameBytes
            ? t.Less(offset, t.Constant(FrameBytes + 1 - bytes.Value, 64))
            : t.All(t.AtMost(offset, limit), t.AtMost(bytes, limit), t.AtMost(t.Add(offset, bytes), limit));
        state.Run.Require(state, ObligationKind.InBounds, fits, "the access stays in its frame");
        return (frame, offset);
    }

    private Term Unknown(MachineState state, int width) =>
        state.Store.Variable(string.Create(CultureInfo.InvariantCulture, $"guest{Effects.Count}.{width}"), width);

    private static Term Size(MachineState state, int bytes) => state.Store.Constant((UInt128)bytes, 64);

    // The number of words is below 2^32 or the multiplication could wrap: part of what must be proved.
    private static Term Size(MachineState state, Term count, int bytes)
    {
        TermStore t = state.Store;
        state.Run.Require(
            state, ObligationKind.InBounds, t.AtMost(count, t.Constant(FrameBytes, 64)), "the length is at most a frame");
        return t.Multiply(count, t.Constant((UInt128)bytes, 64));
    }
}
