using Verified.Logic;
using Verified.Spec;

namespace Verified.Explorer.Checks;

/// <summary>Guest memory in one step of the specification: what follows from its reads and writes.</summary>
internal abstract class StepMemory : IGuestMemory<Bit, Word>
{
    /// <inheritdoc/>
    public abstract Word Read(Bit when, Word frame, Word offset, int bytes);

    /// <inheritdoc/>
    public abstract void Write(Bit when, Word frame, Word offset, int bytes, Word value);

    /// <inheritdoc/>
    public abstract void Zero(Bit when, Word frame);

    /// <inheritdoc/>
    public Bit CompareExchange(Bit when, Word frame, Word offset, Word expected, Word value)
    {
        if (!when.Value) return Bit.Unspecified;
        if (Read(when, frame, offset, 8).Value != expected.Value) return Bit.False;
        Write(when, frame, offset, 8, value);
        return Bit.True;
    }

    /// <inheritdoc/>
    public void AtomicAnd(Bit when, Word frame, Word offset, Word mask)
    {
        if (when.Value) Write(when, frame, offset, 8, Read(when, frame, offset, 8) & mask);
    }

    /// <inheritdoc/>
    public virtual void Copy(Bit when, Word sourceFrame, Word sourceOffset, Word frame, Word offset, Word length)
    {
        if (!when.Value) return;
        for (ulong at = 0; at < length.Value; at += 8)
        {
            int bytes = (int)Math.Min(8, length.Value - at);
            Word by = Word.Constant(at, 64);
            Write(when, frame, offset + by, bytes, Read(when, sourceFrame, sourceOffset + by, bytes));
        }
    }
}
