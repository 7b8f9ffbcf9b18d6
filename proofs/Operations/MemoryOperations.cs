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
        new("map_gmfn_foreign", "Verified.Kernel.PhysicalMap", "MapGmfnForeign",
        [
            new("success", null),
            new("not privileged", Errno.Perm),
            new("no such domain", Errno.Search),
            new("denied by the policy", Errno.Access),
            new("nothing can be put there", Errno.Invalid),
        ]),
        new("remove_from_physmap", "Verified.Kernel.PhysicalMap", "RemoveFromPhysmap",
        [
            new("success", null),
            new("not privileged", Errno.Perm),
            new("no such domain", Errno.Search),
            new("nothing is there", Errno.NoEntry),
            new("what is there goes otherwise", Errno.Invalid),
        ]),
        new("populate_physmap", "Verified.Kernel.PhysicalMap", "PopulatePhysmap",
        [
            new("success", null),
            new("not privileged", Errno.Perm),
            new("no such domain", Errno.Search),
            new("nothing can be put there", Errno.Invalid),
            new("no memory", Errno.NoMemory),
        ]),
        new("decrease_reservation", "Verified.Kernel.PhysicalMap", "DecreaseReservation",
        [
            new("success", null),
            new("not privileged", Errno.Perm),
            new("no such domain", Errno.Search),
            new("no RAM is there", Errno.Invalid),
            new("in use", Errno.Busy),
        ]),
        new("increase_reservation", "Verified.Kernel.PhysicalMap", "IncreaseReservation", [new("success", null)])
        {
            Parameters = [],
        },
        new("memory_map", "Verified.Kernel.PhysicalMap", "MemoryMap", [new("success", null)]) { Output = typeof(ulong) },
        new("current_reservation", "Verified.Kernel.PhysicalMap", "CurrentReservation",
            [new("success", null), new("not privileged", Errno.Perm), new("no such domain", Errno.Search)]),
        new("maximum_reservation", "Verified.Kernel.PhysicalMap", "MaximumReservation",
            [new("success", null), new("not privileged", Errno.Perm), new("no such domain", Errno.Search)]),
        new("maximum_gpfn", "Verified.Kernel.PhysicalMap", "MaximumGpfn",
            [new("success", null), new("not privileged", Errno.Perm), new("no such domain", Errno.Search)]),
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
