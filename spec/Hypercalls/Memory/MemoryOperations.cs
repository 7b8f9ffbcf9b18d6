namespace Verified.Spec;

public sealed partial class Specification<TBool, TWord, TTable>
{
    /// <summary>Memory of domains (memory_op), and the pool of frames.</summary>
    private IReadOnlyList<Operation> MemoryOperations =>
    [
        ByDomain("add_to_physmap", [Int("dom"), Int("space"), Long("idx"), Long("gpfn")],
            (s, a, _) => AddToPhysmap(s, a[0], a[1], a[2], a[3], a[4])),
        ByDomain("map_gmfn_foreign", [Int("dom"), Int("foreign_dom"), Long("idx"), Long("gpfn")],
            (s, a, _) => MapGmfnForeign(s, a[0], a[1], a[2], a[3], a[4])),
        ByDomain("remove_from_physmap", [Int("dom"), Long("gpfn")],
            (s, a, _) => RemoveFromPhysmap(s, a[0], a[1], a[2])),
        ByDomain("populate_physmap", [Int("dom"), Long("gpfn")],
            (s, a, _) => PopulatePhysmap(s, a[0], a[1], a[2])),
        ByDomain("decrease_reservation", [Int("dom"), Long("gmfn")],
            (s, a, m) => DecreaseReservation(s, a[0], a[1], a[2], m)),
        ByDomain("increase_reservation", [Int("dom")], (s, _, _) => IncreaseReservation(s)),
        ByDomain("current_reservation", [Int("dom")], (s, a, _) => CurrentReservation(s, a[0], a[1])),
        ByDomain("maximum_reservation", [Int("dom")], (s, a, _) => MaximumReservation(s, a[0], a[1])),
        ByDomain("maximum_gpfn", [Int("dom")], (s, a, _) => MaximumGpfn(s, a[0], a[1])),
        ByDomain("memory_map", [], (s, a, _) => MemoryMap(s, a[0])),
        new("populate_frame", [Int("domain"), Int("gfn")], (_, _) => TBool.True,
            (s, a, _) => PopulateFrame(s, a[0], a[1])),
        new("donate", [Int("frame")], (_, _) => TBool.True, (s, a, m) => Donate(s, a[0], m)),
    ];
}
