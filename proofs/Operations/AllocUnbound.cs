using Verified.Spec;

namespace Verified.Proofs.Operations;

/// <summary>EVTCHNOP_alloc_unbound.</summary>
public static class AllocUnbound
{
    /// <summary>The operation.</summary>
    public static Operation Operation { get; } = new(
        "alloc_unbound",
        "Verified.Kernel.EventChannel",
        "AllocUnbound",
        [
            new("success", null),
            new("not privileged", Errno.Perm),
            new("no such domain", Errno.Search),
            new("denied by the policy", Errno.Access),
            new("no free port", Errno.NoSpace),
        ]);
}
