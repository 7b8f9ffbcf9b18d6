namespace Verified.Spec;

public sealed partial class Specification<TBool, TWord, TTable>
{
    /// <summary>DOMID_SELF: the caller, whoever it is.</summary>
    public const ulong Self = 0x7ff0;

    private static TWord Resolve(TWord id, TWord caller) => If(id == Self, caller, id);

    /// <summary>Whether a domain of this id exists: neither free nor dying.</summary>
    public TBool Exists(SystemState state, TWord id) =>
        id < (ulong)Sizes.Domains & state[Domains.Status, id] == DomainStatus.Alive;

    private static TBool IsPrivileged(SystemState state, TWord domain) => state[Domains.Privileged, domain] == 1;
}
