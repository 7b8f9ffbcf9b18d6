namespace Verified.Symbolic.ControlFlow;

/// <summary>A store, as the function sees it that makes it, or a function further out that calls it.</summary>
/// <param name="At">The instruction.</param>
/// <param name="Place">Where the first byte goes.</param>
/// <param name="Bytes">How many bytes.</param>
/// <param name="Value">What is written; null when it is no single word.</param>
public sealed record AbstractStore(ulong At, AbstractValue Place, AbstractValue Bytes, AbstractValue? Value)
{
    /// <summary>The instruction of a store that a contract speaks of: the call is told instead.</summary>
    public const ulong InContract = 0;
}

/// <summary>A call, with what its first arguments are to the function that makes it, or to one further out.</summary>
/// <param name="At">The instruction.</param>
/// <param name="Target">The function that is called.</param>
/// <param name="State">The first argument: RDI.</param>
/// <param name="Caller">The second argument: RSI.</param>
public sealed record AbstractCall(ulong At, ulong Target, AbstractValue State, AbstractValue Caller);

/// <summary>What calling a function does, in terms of the registers at its entry.</summary>
/// <param name="Stores">Stores through what it was given, and to unknown places; those to its own frame are its
/// own.</param>
/// <param name="Calls">Calls that were asked about and whose arguments are what it was given.</param>
/// <param name="Returns">Whether it can return.</param>
/// <param name="Result">RAX at its return; null when it is unknown.</param>
public sealed record FunctionSummary(
    IReadOnlySet<AbstractStore> Stores, IReadOnlySet<AbstractCall> Calls, bool Returns, AbstractValue? Result)
{
    /// <summary>Nothing, and no return: what is known before a function was looked at.</summary>
    public static FunctionSummary Nothing { get; } =
        new(new HashSet<AbstractStore>(), new HashSet<AbstractCall>(), false, null);

    /// <summary>Whether another says the same.</summary>
    public bool SameAs(FunctionSummary other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Returns == other.Returns && Result == other.Result
            && Stores.SetEquals(other.Stores) && Calls.SetEquals(other.Calls);
    }
}

/// <summary>A function that does not keep what its callers rely on, or is not understood.</summary>
/// <param name="At">The instruction.</param>
/// <param name="Text">What it does.</param>
public sealed record FrameFault(ulong At, string Text);
