namespace Verified.Attack.Tests;

/// <summary>Something that an attacker did, as it recorded it (guests/Attacker/Record.cs).</summary>
/// <param name="Domain">The attacker.</param>
/// <param name="Number">Which of its deeds.</param>
/// <param name="Before">The time-stamp counter before it.</param>
/// <param name="After">The time-stamp counter after it.</param>
/// <param name="Name">The specification's name; "write" for a write into its own grant table or shared_info.</param>
/// <param name="IsWild">The argument stood where there is no memory.</param>
/// <param name="IsNarrow">The call was made by 32-bit code.</param>
/// <param name="Result">The handler's result, as far as the guest can tell.</param>
/// <param name="Arguments">The arguments, without the caller.</param>
/// <param name="Outputs">What else it said.</param>
internal sealed record Deed(
    int Domain, int Number, ulong Before, ulong After, string Name, bool IsWild, bool IsNarrow, long Result,
    ulong[] Arguments, ulong[] Outputs)
{
    // guests/Attacker/Deed.cs has the numbers.
    private static readonly string[] Names =
    [
        "write", "alloc_unbound", "bind_interdomain", "send", "unmask", "close", "status", "bind_virq", "bind_ipi",
        "bind_vcpu", "init_control", "map_grant_ref", "unmap_grant_ref", "setup_table", "copy", "transfer", "query_size",
        "set_version", "get_version", "swap_grant_ref", "add_to_physmap", "remove_from_physmap", "populate_physmap",
        "decrease_reservation", "current_reservation", "maximum_reservation", "maximum_gpfn", "map_gmfn_foreign",
        "set_evtchn_upcall_vector", "set_param", "get_param", "pagetable_dying", "vcpu_is_up", "vcpu_up",
        "stop_singleshot_timer", "stop_periodic_timer", "getdecision", "vm_assist",
    ];

    private const ulong Start = 4UL << 20;
    private const int Words = 16;

    /// <summary>How many deeds a domain has recorded.</summary>
    public static int Count(Dump dump, int domain) => (int)dump.Guest(domain, Start - 4096);

    /// <summary>The deeds of a domain, in their order.</summary>
    public static IEnumerable<Deed> Of(Dump dump, int domain)
    {
        int count = Count(dump, domain);
        for (int number = 0; number < count; number++)
        {
            ulong at = Start + ((ulong)number * Words * sizeof(ulong));
            ulong Word(int i) => dump.Guest(domain, at + ((ulong)i * sizeof(ulong)));
            ulong kind = Word(2);
            yield return new(
                domain, number, Word(0), Word(1), Names[(int)(uint)kind], (kind >> 32 & 1) != 0, (kind >> 33 & 1) != 0,
                (long)Word(3), [.. Enumerable.Range(4, 9).Select(Word)], [Word(13), Word(14), Word(15)]);
        }
    }

    public override string ToString() =>
        $"domain {Domain}, deed {Number}: {(IsNarrow ? "32-bit " : "")}{(IsWild ? "wild " : "")}{Name}"
        + $"({string.Join(", ", Arguments.Select(a => $"{a:x}"))}) = {Result}";
}
