using Verified.Logic;

namespace Verified.Spec;

/// <summary>
/// Guest memory, which is hostile: it may change at any time, so a word that was read is a value, never a place. An
/// operation's accesses are an ordered list of effects; each happens only if its condition holds. In proofs a read
/// gives any word and a compare-and-swap may fail for no reason.
/// </summary>
/// <typeparam name="TBool">The logic's truth values.</typeparam>
/// <typeparam name="TWord">The logic's words, all of 64 bits here.</typeparam>
public interface IGuestMemory<TBool, TWord>
    where TBool : IBool<TBool>
    where TWord : IWord<TWord, TBool>
{
    /// <summary>
    /// The number in the <paramref name="bytes"/> (1, 2, 4 or 8) bytes at an offset of a frame, little-endian.
    /// Meaningless when the condition does not hold.
    /// </summary>
    TWord Read(TBool when, TWord frame, TWord offset, int bytes);

    /// <summary>Puts a number into the bytes at an offset of a frame.</summary>
    void Write(TBool when, TWord frame, TWord offset, int bytes, TWord value);

    /// <summary>
    /// Replaces the 8 bytes at an offset of a frame if they are the expected ones, in one step; says whether it did.
    /// Meaningless when the condition does not hold.
    /// </summary>
    TBool CompareExchange(TBool when, TWord frame, TWord offset, TWord expected, TWord value);

    /// <summary>Clears the bits of the 8 bytes at an offset of a frame that are clear in the mask, in one step.</summary>
    void AtomicAnd(TBool when, TWord frame, TWord offset, TWord mask);

    /// <summary>
    /// Copies bytes, at most a frame's, from a place of one frame to a place of one; the two places do not overlap.
    /// </summary>
    void Copy(TBool when, TWord sourceFrame, TWord sourceOffset, TWord frame, TWord offset, TWord length);

    /// <summary>Clears a whole frame.</summary>
    void Zero(TBool when, TWord frame);
}
