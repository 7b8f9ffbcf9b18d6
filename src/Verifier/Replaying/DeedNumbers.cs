namespace Verified.Verifier.Replaying;

/// <summary>The numbers by which the guests know operations (guests/Attacker/Deed.cs).</summary>
internal static class DeedNumbers
{
    private static readonly string[] Names =
    [
        "write", "alloc_unbound", "bind_interdomain", "send", "unmask", "close", "status", "bind_virq", "bind_ipi",
        "bind_vcpu", "init_control", "map_grant_ref", "unmap_grant_ref", "setup_table", "copy", "transfer", "query_size",
        "set_version", "get_version", "swap_grant_ref", "add_to_physmap", "remove_from_physmap", "populate_physmap",
        "decrease_reservation", "current_reservation", "maximum_reservation", "maximum_gpfn", "map_gmfn_foreign",
        "set_evtchn_upcall_vector", "set_param", "get_param", "pagetable_dying", "vcpu_is_up", "vcpu_up",
        "stop_singleshot_timer", "stop_periodic_timer", "getdecision", "vm_assist",
    ];

    /// <summary>The number of a write into the guest's own memory.</summary>
    public const ulong Write = 0;

    /// <summary>The number of an operation; null when no guest makes it.</summary>
    public static ulong? Of(string operation)
    {
        int number = Array.IndexOf(Names, operation);
        return number > 0 ? (ulong)number : null;
    }

    /// <summary>Whether a call says how many of a list were done, not what the operation gave: 1 or 0.</summary>
    public static bool Counts(string operation) => operation is "populate_physmap" or "decrease_reservation";
}
