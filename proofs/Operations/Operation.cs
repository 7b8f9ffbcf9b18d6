using Verified.Symbolic.Memory;

namespace Verified.Proofs.Operations;

/// <summary>An operation whose machine code is proved: the specification's operation and the handler in the image.</summary>
/// <param name="Name">The specification's name of it, which is Xen's: <c>alloc_unbound</c>.</param>
/// <param name="Type">The namespace and type of the handler.</param>
/// <param name="Method">The handler's method, which returns a <c>long</c>.</param>
/// <param name="Results">The kinds of result, each of which must be possible at all.</param>
public sealed record Operation(string Name, string Type, string Method, IReadOnlyList<ResultCase> Results)
{
    /// <summary>The name of the parameter <c>ref State</c>.</summary>
    public const string State = "state";

    /// <summary>The name of the <c>out</c> parameter.</summary>
    public const string Out = "out";

    /// <summary>
    /// The handler's parameters in their order: <see cref="State"/>, <see cref="Out"/>, the specification's arguments by
    /// their names; any other is one that the specification does not know. Null for the usual: the state, every
    /// argument, then the output if there is one.
    /// </summary>
    public IReadOnlyList<string>? Parameters { get; init; }

    /// <summary>The type of the handler's <c>out</c> parameter; null when it has none.</summary>
    public Type? Output { get; init; }

    /// <summary>
    /// Numbers of which the specification says nothing and that begin anew for the domain that the result names: a field's
    /// path, and what its entry becomes. No other entry changes, and none after an error.
    /// </summary>
    public IReadOnlyDictionary<string, ulong> Restarts { get; init; } = new Dictionary<string, ulong>();

    /// <summary>The layout of what the handler puts out, below the name <see cref="Out"/>; null when there is none.</summary>
    public RegionLayout? OutputLayout
    {
        get
        {
            if (Output is null)
                return null;
            LayoutNode node = LayoutReflection.Of(Output).Root;
            return new(new LayoutStruct(node.Size, [new LayoutMember(Out, 0, node)]));
        }
    }

    /// <summary>The specification's operation.</summary>
    public SymbolicSpecification.Operation In(SymbolicSpecification specification)
    {
        ArgumentNullException.ThrowIfNull(specification);
        return specification.Operations.Single(operation => operation.Name == Name);
    }

    /// <summary>The handler's parameters in their order, as <see cref="Parameters"/> has them.</summary>
    public IReadOnlyList<string> ParametersIn(SymbolicSpecification specification) => Parameters ??
    [
        State,
        .. In(specification).Arguments.Select(argument => argument.Name),
        .. (string[])(Output is null ? [] : [Out]),
    ];
}

/// <summary>A kind of result.</summary>
/// <param name="Name">In words: <c>success</c>, <c>no such domain</c>.</param>
/// <param name="Value">The number; null for every number from 0 on.</param>
public sealed record ResultCase(string Name, long? Value);
