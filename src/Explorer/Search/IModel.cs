namespace Verified.Explorer.Search;

/// <summary>
/// A system whose reachable states are to be explored. A state is a record: a fixed number of bytes, equal exactly
/// when the states are to be taken for the same.
/// </summary>
public interface IModel
{
    /// <summary>Bytes of a record.</summary>
    int RecordLength { get; }

    /// <summary>Bytes of memory that records refer to, and that grow with the states.</summary>
    long Bytes { get; }

    /// <summary>The record of the state in which everything starts.</summary>
    byte[] Initial();

    /// <summary>What makes the steps, one a thread: it may keep a scratch state of its own.</summary>
    IStepper NewStepper();
}

/// <summary>Makes every step that a state allows.</summary>
public interface IStepper
{
    /// <summary>Makes all steps from a state, and reports the states that they lead to.</summary>
    /// <param name="record">The state's record.</param>
    /// <param name="successors">Told of every step.</param>
    void Expand(ReadOnlySpan<byte> record, Successors successors);
}
