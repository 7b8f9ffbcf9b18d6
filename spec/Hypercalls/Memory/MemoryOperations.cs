namespace Verified.Spec;

public sealed partial class Specification<TBool, TWord, TTable>
{
    /// <summary>Memory of domains (memory_op), and the pool of frames.</summary>
    private IReadOnlyList<Operation> MemoryOperations =>
    [
        ByDomain("add_to_physmap", [Int("dom"), Int("space"), Long("idx"), Long("gpfn")],
            (s, a, _) => AddToPhysmap(s, a[0], a[1], a[2], a[3], a[4])),
        new("populate_frame", [Int("domain"), Int("gfn")], (_, _) => TBool.True,
            (s, a, m) => PopulateFrame(s, a[0], a[1], m)),
        new("donate", [Int("frame")], (_, _) => TBool.True, (s, a, _) => Donate(s, a[0])),
    ];
}
