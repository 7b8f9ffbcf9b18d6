namespace Verified.Symbolic.ControlFlow;

/// <summary>What a called function says of its registers at entry, said in the terms of who calls it.</summary>
internal sealed class CallContext(AbstractState caller, ulong at)
{
    // Pointers that lead to pointers are followed so far; recursion would follow them for ever.
    private const int MostLoads = 3;

    public AbstractStore Of(AbstractStore store) => store with
    {
        Place = Of(store.Place),
        Bytes = Of(store.Bytes),
        Value = store.Value is null ? null : Of(store.Value),
    };

    public AbstractCall Of(AbstractCall call) => call with { State = Of(call.State), Caller = Of(call.Caller) };

    /// <summary>A result becomes the caller's own: the call is the instruction that names it.</summary>
    public AbstractValue Result(AbstractValue value)
    {
        AbstractValue mine = Of(value);
        return mine.Origin.Kind == OriginKind.Loaded
            ? mine with { Origin = Origin.Loaded(mine.Origin.Place!, mine.Origin.Bytes, at) }
            : mine;
    }

    public AbstractValue Of(AbstractValue value)
    {
        switch (value.Origin.Kind)
        {
            case OriginKind.Number:
                return value;
            case OriginKind.Frame when value.Low > 0:
                // Its arguments on the stack, above the return address, stand in the caller's frame.
                return caller[Iced.Intel.Register.RSP].Plus(-8).MovedAs(value);
            case OriginKind.Entry:
                return caller[value.Origin.Register].MovedAs(value);
            case OriginKind.Low:
                AbstractValue whole = Of(AbstractValue.Of(value.Origin.Whole!));
                return AbstractState.Low(whole).MovedAs(value);
            case OriginKind.Scaled:
                AbstractValue part = Of(AbstractValue.Of(value.Origin.Whole!));
                AbstractValue product = caller.Product(part, value.Origin.Factor);
                if (product.Origin.Kind == OriginKind.Scaled)
                    product = product with { Origin = product.Origin.WithLimit(value.Origin.Limit) };
                return product.MovedAs(value);
            case OriginKind.Loaded:
                AbstractValue place = caller.Bounded(Of(value.Origin.Place!));
                if (place is { Origin.Kind: OriginKind.Frame, IsExact: true }
                    && caller.Load((long)place.Low, value.Origin.Bytes) is { } argument)
                    return argument.MovedAs(value);
                bool isNamed = !place.IsAnything && place.Origin.Depth < MostLoads
                    && place.Origin.Kind is not (OriginKind.Frame or OriginKind.Defined);
                return isNamed
                    ? (value with { Origin = Origin.Loaded(place, value.Origin.Bytes, value.Origin.At) })
                    : Unknown(value);
            default:
                return AbstractValue.Anything;
        }
    }

    private static AbstractValue Unknown(AbstractValue value) => value.Origin.Bytes < 8 && value.IsExact && value.Low == 0
        ? AbstractValue.Range(0, (Int128)value.Origin.Most, 1)
        : AbstractValue.Anything;
}
