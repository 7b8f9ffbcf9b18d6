using Verified.Proofs.Refinement;
using Verified.Spec;
using Verified.Symbolic.Memory;
using Verified.Symbolic.Terms;
using Verified.Traces;

namespace Verified.Proofs.Counterexamples;

/// <summary>
/// What guest frames hold before a call for the code to find there what a counterexample says. The proofs let memory
/// change between any two accesses; here it stays as it is but for what the call itself writes.
/// </summary>
internal sealed class GuestContents
{
    private readonly Dictionary<(uint Frame, int Offset), byte> _start = [];
    private readonly Dictionary<(uint Frame, int Offset), byte> _now = [];

    private GuestContents()
    {
    }

    /// <summary>The words that are not 0 before the call.</summary>
    public IReadOnlyList<TraceWord> Words =>
    [
        .. _start.Where(known => known.Value != 0)
            .GroupBy(known => (known.Key.Frame, Offset: known.Key.Offset & ~7))
            .OrderBy(word => word.Key)
            .Select(word => new TraceWord(
                word.Key.Frame,
                word.Key.Offset,
                word.Aggregate(0UL, (sum, known) => sum | ((ulong)known.Value << (8 * (known.Key.Offset & 7)))))),
    ];

    /// <summary>
    /// Why no memory answers as a counterexample says; null when there is one. An access that finds there what nothing
    /// put is named, with what memory that stays would say.
    /// </summary>
    public string? Problem { get; private set; }

    /// <summary>The word that an access finds otherwise than memory that stays would say; null for none.</summary>
    public (Term Word, UInt128 Steady)? Unsteady { get; private set; }

    /// <summary>Follows the accesses of a run, to the first that memory which stays cannot answer.</summary>
    public static GuestContents Of(IReadOnlyList<GuestEffect> effects, Evaluator evaluator)
    {
        GuestContents memory = new();
        foreach (GuestEffect effect in effects.Where(effect => evaluator.Holds(effect.Guard)))
        {
            memory.Follow(effect, evaluator);
            if (memory.Problem is not null) break;
        }

        return memory;
    }

    private void Follow(GuestEffect effect, Evaluator evaluator)
    {
        (uint Frame, int Offset) at = Place(effect.Frame, effect.Offset, evaluator);
        UInt128 bytes = evaluator.Value(effect.Bytes);
        (uint Frame, int Offset) source = effect.Kind == GuestEffectKind.Copy
            ? Place(effect.SourceFrame!, effect.SourceOffset!, evaluator)
            : at;
        if (IsOutside(at, bytes) || IsOutside(source, bytes))
        {
            Problem = "the code leaves the guests' frames";
            return;
        }

        int length = (int)bytes;
        switch (effect.Kind)
        {
            case GuestEffectKind.Read:
                Find(at, length, effect.Result!, evaluator);
                break;
            case GuestEffectKind.CompareExchange:
                Find(at, length, effect.Result!, evaluator);
                if (Problem is null && evaluator.Value(effect.Result!) == evaluator.Value(effect.Expected!))
                    Put(at, length, evaluator.Value(effect.Value!));
                break;
            case GuestEffectKind.Update:
                Put(at, length, Now(at, length) & evaluator.Value(effect.Value!));
                break;
            case GuestEffectKind.Copy:
                for (int i = 0; i < length; i++)
                    _now[(at.Frame, at.Offset + i)] = (byte)Now((source.Frame, source.Offset + i), 1);
                break;
            case GuestEffectKind.Fill:
                for (int i = 0; i < length; i++) _now[(at.Frame, at.Offset + i)] = 0;
                break;
            default:
                Put(at, length, evaluator.Value(effect.Value!));
                break;
        }
    }

    private static (uint Frame, int Offset) Place(Term frame, Term offset, Evaluator evaluator) =>
        ((uint)Math.Min((ulong)evaluator.Value(frame), uint.MaxValue),
            (int)Math.Min((ulong)evaluator.Value(offset), GuestAccess.FrameBytes));

    private static bool IsOutside((uint Frame, int Offset) at, UInt128 bytes) =>
        at.Frame >= Sizes.Image.Frames || bytes > GuestAccess.FrameBytes
        || at.Offset + (int)bytes > GuestAccess.FrameBytes;

    private void Find((uint Frame, int Offset) at, int bytes, Term word, Evaluator evaluator)
    {
        UInt128 value = evaluator.Value(word), steady = 0;
        for (int i = bytes - 1; i >= 0; i--)
            steady = (steady << 8) | _now.GetValueOrDefault((at.Frame, at.Offset + i), (byte)(value >> (8 * i)));
        if (steady != value)
        {
            Problem = "guest memory changes while the call runs";
            Unsteady = (word, steady);
            return;
        }

        for (int i = 0; i < bytes; i++)
        {
            (uint, int) place = (at.Frame, at.Offset + i);
            if (_now.TryAdd(place, (byte)(value >> (8 * i)))) _start[place] = (byte)(value >> (8 * i));
        }
    }

    private UInt128 Now((uint Frame, int Offset) at, int bytes)
    {
        UInt128 value = 0;
        for (int i = bytes - 1; i >= 0; i--)
            value = (value << 8) | _now.GetValueOrDefault((at.Frame, at.Offset + i));
        return value;
    }

    private void Put((uint Frame, int Offset) at, int bytes, UInt128 value)
    {
        for (int i = 0; i < bytes; i++) _now[(at.Frame, at.Offset + i)] = (byte)(value >> (8 * i));
    }
}
