namespace Verified.Proofs.Operations;

/// <summary>The operations whose machine code is proved.</summary>
public static class AllOperations
{
    /// <summary>Every one, in the order in which they are reported.</summary>
    public static IReadOnlyList<Operation> List { get; } = [AllocUnbound.Operation, MapGrantRef.Operation];

    /// <summary>The operation of a name, or null.</summary>
    public static Operation? Find(string name) => List.FirstOrDefault(operation => operation.Name == name);
}
