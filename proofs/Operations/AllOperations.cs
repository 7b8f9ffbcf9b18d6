using Verified.Spec;

namespace Verified.Proofs.Operations;

/// <summary>The operations whose machine code is proved.</summary>
public static class AllOperations
{
    /// <summary>Every one, in the order in which they are reported.</summary>
    public static IReadOnlyList<Operation> List { get; } =
    [
        .. EventChannelOperations.List, .. GrantOperations.List, .. MemoryOperations.List, .. SchedulingOperations.List,
        .. VcpuOperations.List, .. DomainOperations.List, .. PolicyOperations.List,
    ];

    /// <summary>The names of the operations that are specified and not among them.</summary>
    public static IReadOnlyList<string> NotProved { get; } =
    [
        .. new SymbolicSpecification(Sizes.Image).Operations
            .Select(operation => operation.Name)
            .Except(List.Select(operation => operation.Name)),
    ];

    /// <summary>The operation of a name, or null.</summary>
    public static Operation? Find(string name) => List.FirstOrDefault(operation => operation.Name == name);
}
