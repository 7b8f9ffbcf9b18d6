namespace Verified.Proofs.Operations;

/// <summary>An operation whose machine code is proved: the specification's operation and the handler in the image.</summary>
/// <param name="Name">The specification's name of it, which is Xen's: <c>alloc_unbound</c>.</param>
/// <param name="Type">The namespace and type of the handler.</param>
/// <param name="Method">The handler's method: <c>long (ref State, ...)</c>, its parameters the specification's.</param>
/// <param name="Results">The kinds of result, each of which must be possible at all.</param>
public sealed record Operation(string Name, string Type, string Method, IReadOnlyList<ResultCase> Results)
{
    /// <summary>The specification's operation.</summary>
    public SymbolicSpecification.Operation In(SymbolicSpecification specification)
    {
        ArgumentNullException.ThrowIfNull(specification);
        return specification.Operations.Single(operation => operation.Name == Name);
    }
}

/// <summary>A kind of result.</summary>
/// <param name="Name">In words: <c>success</c>, <c>no such domain</c>.</param>
/// <param name="Value">The number; null for every number from 0 on.</param>
public sealed record ResultCase(string Name, long? Value);
