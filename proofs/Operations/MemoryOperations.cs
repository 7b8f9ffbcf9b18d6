using Verified.Spec;

namespace Verified.Proofs.Operations;

/// <summary>The operations on physical memory whose machine code is proved; the last two are the hypervisor's own.</summary>
internal static class MemoryOperations
{
    public static IReadOnlyList<Operation> List { get; } =
    [
        new("add_to_physmap", "Verified.Kernel.PhysicalMap", "AddToPhysmap",
        [
            new("success", null),
            new("not privileged", Errno.Perm),
            new("no such domain", Errno.Search),
            new("nothing can be put there", Errno.Invalid),
            new("no such space", Errno.NoSystemCall),
        ]),
        new("populate_frame", "Verified.Kernel.PhysicalMap", "PopulateFrame",
        [
            new("success", null),
            new("no such domain", Errno.Search),
            new("nothing can be put there", Errno.Invalid),
            new("no memory", Errno.NoMemory),
        ]),
        new("donate", "Verified.Kernel.FramePool", "Donate",
            [new("success", null), new("not the hypervisor's frame", Errno.Invalid)]),
    ];
}
