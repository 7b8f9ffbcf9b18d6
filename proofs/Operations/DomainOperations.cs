using Verified.Spec;

namespace Verified.Proofs.Operations;

/// <summary>The operations of domctl whose machine code is proved, and the steps of a destruction.</summary>
internal static class DomainOperations
{
    private const string Type = "Verified.Kernel.DomainControl";

    public static IReadOnlyList<Operation> List { get; } =
    [
        new("getdomaininfo", Type, "GetDomainInfo",
            [new("success", null), new("not privileged", Errno.Perm), new("no such domain", Errno.Search)])
        {
            Output = typeof(Kernel.DomainInfo),
        },
        new("pausedomain", Type, "PauseDomain",
        [
            new("success", null),
            new("not privileged", Errno.Perm),
            new("no such domain", Errno.Search),
            new("the caller itself", Errno.Invalid),
        ]),
        new("unpausedomain", Type, "UnpauseDomain",
        [
            new("success", null),
            new("not privileged", Errno.Perm),
            new("no such domain", Errno.Search),
            new("the caller itself", Errno.Invalid),
        ]),
        new("max_mem", Type, "MaxMem",
        [
            new("success", null),
            new("not privileged", Errno.Perm),
            new("no such domain", Errno.Search),
            new("more than there is", Errno.NoMemory),
        ]),
        new("destroydomain", Type, "DestroyDomain",
        [
            new("success", null),
            new("not privileged", Errno.Perm),
            new("no such domain", Errno.Search),
            new("the caller itself", Errno.Invalid),
        ]),
        new("load_memory", Type, "LoadMemory", OfContents("no RAM is there, or it runs")),
        new("save_memory", Type, "SaveMemory", OfContents("no RAM is there, or it runs")),
        new("set_vcpu_context", Type, "SetContext", OfContents("it runs")),
        new("get_vcpu_context", Type, "GetContext", OfContents("it runs")),
        new("destroy_port", Type, "DestroyPort", [new("success", null), new("not at a port", Errno.Invalid)]),
        new("destroy_mapping", Type, "DestroyMapping", [new("success", null), new("not at a handle", Errno.Invalid)]),
        new("destroy_grant", Type, "DestroyGrant", [new("success", null), new("not at a grant", Errno.Invalid)]),
        new("destroy_leaf", Type, "DestroyLeaf",
            [new("success", null), new("not at a leaf", Errno.Invalid), new("somebody sees it", Errno.Busy)]),
        new("destroy_end", Type, "DestroyEnd",
            [new("success", null), new("not at the end", Errno.Invalid), new("it owns RAM", Errno.Busy)]),
        new("create_domain", Type, "CreateDomain",
            [new("success", null), new("denied by the policy", Errno.Access), new("no id or frame is left", Errno.NoMemory)])
        {
            Restarts = new Dictionary<string, ulong>
            {
                ["Runstates.Kind"] = Kernel.RunstateKind.Offline,
                ["Runstates.Since"] = 0,
                ["Runstates.Running"] = 0,
                ["Runstates.Runnable"] = 0,
                ["Runstates.Blocked"] = 0,
                ["Runstates.Offline"] = 0,
            },
        },
    ];

    private static ResultCase[] OfContents(string invalid) =>
    [
        new("success", null),
        new("not privileged", Errno.Perm),
        new("no such domain", Errno.Search),
        new("denied by the policy", Errno.Access),
        new(invalid, Errno.Invalid),
    ];
}
