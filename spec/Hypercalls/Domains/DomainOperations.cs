namespace Verified.Spec;

public sealed partial class Specification<TBool, TWord, TTable>
{
    /// <summary>Domains (domctl), and what the hypervisor does about them.</summary>
    private IReadOnlyList<Operation> DomainOperations =>
    [
        ByDomain("create_domain", [Int("ssidref"), Int("max_frames"), Int("privileged")],
            (s, a, _) => CreateDomain(s, a[1], a[2], a[3]), (_, _) => TBool.True),
    ];
}
