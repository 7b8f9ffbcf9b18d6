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
        ByDomain("transfer", [Long("gfn"), Int("dom"), Int("ref")],
            (s, a, m) => Transfer(s, a[0], a[1], a[2], a[3], m)),
        ByDomain("copy",
            [
                Int("flags"), Int("source_dom"), Long("source_frame_or_ref"), Int("source_offset"),
                Int("dest_dom"), Long("dest_frame_or_ref"), Int("dest_offset"), Int("length"),
            ],
            (s, a, m) => Copy(s, a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7], a[8], m)),
        ByDomain("query_size", [Int("dom")], (s, a, _) => QuerySize(s, a[0], a[1])),
        ByDomain("set_version", [Int("version")], (s, a, _) => SetVersion(s, a[1])),
        ByDomain("get_version", [Int("dom")], (s, a, _) => GetVersion(s, a[0], a[1])),
        ByDomain("swap_grant_ref", [Int("ref"), Int("ref_b")], (s, a, m) => SwapGrantRef(s, a[0], a[1], a[2], m)),
        new("revoke_mapping", [Int("domain"), Int("handle")], (_, _) => TBool.True,
            (s, a, m) => RevokeMapping(s, a[0], a[1], m)),
    ];
}
