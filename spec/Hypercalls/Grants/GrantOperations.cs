namespace Verified.Spec;

public sealed partial class Specification<TBool, TWord, TTable>
{
    /// <summary>Grants (grant_table_op).</summary>
    private IReadOnlyList<Operation> GrantOperations =>
    [
        ByDomain("map_grant_ref", [Long("host_addr"), Int("flags"), Int("ref"), Int("dom")],
            (s, a, m) => MapGrantRef(s, a[0], a[1], a[2], a[3], a[4], m)),
        ByDomain("unmap_grant_ref", [Long("host_addr"), Int("handle")],
            (s, a, m) => UnmapGrantRef(s, a[0], a[1], a[2], m)),
        ByDomain("setup_table", [Int("dom")], (s, a, _) => SetupTable(s, a[0], a[1])),
        new("revoke_mapping", [Int("domain"), Int("handle")], (_, _) => TBool.True,
            (s, a, m) => RevokeMapping(s, a[0], a[1], m)),
    ];
}
