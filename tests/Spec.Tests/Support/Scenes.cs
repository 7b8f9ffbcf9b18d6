using Verified.Kernel;

namespace Verified.Tests;

/// <summary>Machines that were brought into a state worth looking at, through the kernel's own handlers.</summary>
internal static class Scenes
{
    /// <summary>
    /// Domain 0 carries the bootstrap label 1, domain 1 label 2 and domain 2 label 3, of the sample policy; each has
    /// RAM at guest frames 0 to 4 and its grant table at 16.
    /// </summary>
    public static Oracle ThreeDomains()
    {
        var oracle = new Oracle(new KernelMachine());
        Policies.LoadSample(oracle.Machine);
        for (ulong frame = 8; frame < 44; frame++) Do(oracle, 0, "donate", frame);
        for (ulong domain = 0; domain < 3; domain++)
        {
            Do(oracle, (long)domain, "create_domain", 0, domain + 1, 8, domain == 0 ? 1U : 0);
            for (ulong gfn = 0; gfn < 5; gfn++) Do(oracle, 0, "populate_frame", domain, gfn);
            Do(oracle, 0, "add_to_physmap", domain, 0x7ff0, 1, 0, 16);
        }

        return oracle;
    }

    /// <summary>
    /// Moreover domains 0 and 1 are connected by their ports 1, port 2 of domain 1 waits for domain 0,
    /// port 2 of domain 0 is bound to a virtual interrupt, and domain 0
    /// has two mappings of domain 1's grant reference 3: handle 0 writable at guest frame 20, handle 1 read-only at 21.
    /// </summary>
    public static Oracle Connected()
    {
        Oracle oracle = ThreeDomains();
        Do(oracle, 1, "alloc_unbound", 1, 0x7ff0, 0);
        Do(oracle, 1, "bind_interdomain", 0, 1, 1);
        Do(oracle, 2, "alloc_unbound", 1, 0x7ff0, 0);
        Do(oracle, 2, "bind_virq", 0, 1, 0);
        Grant(oracle, granter: 1, reference: 3, grantee: 0, gfn: 2);
        Do(oracle, 0, "map_grant_ref", 0, 20UL << 12, 2, 3, 1);
        Do(oracle, 1, "map_grant_ref", 0, 21UL << 12, 6, 3, 1);
        return oracle;
    }

    /// <summary>
    /// Moreover domain 0 is connected with domain 1 by a second channel and with domain 2, domain 2 with itself; domains 1
    /// and 2 have a page of domain 0 each (their handles 0), and domain 0 has one of domain 2 (its handle 2).
    /// </summary>
    public static Oracle Woven()
    {
        Oracle oracle = Connected();
        Do(oracle, 3, "bind_interdomain", 0, 1, 2);
        Do(oracle, 1, "alloc_unbound", 2, 0x7ff0, 0);
        Do(oracle, 4, "bind_interdomain", 0, 2, 1);
        Do(oracle, 2, "alloc_unbound", 2, 0x7ff0, 0x7ff0);
        Do(oracle, 3, "bind_interdomain", 2, 0x7ff0, 2);
        Grant(oracle, granter: 0, reference: 2, grantee: 1, gfn: 4);
        Do(oracle, 0, "map_grant_ref", 1, 20UL << 12, 6, 2, 0);
        Grant(oracle, granter: 0, reference: 1, grantee: 2, gfn: 3);
        Do(oracle, 0, "map_grant_ref", 2, 22UL << 12, 2, 1, 0);
        Grant(oracle, granter: 2, reference: 0, grantee: 0, gfn: 1);
        Do(oracle, 2, "map_grant_ref", 0, 22UL << 12, 2, 0, 2);
        return oracle;
    }

    /// <summary>
    /// Moreover a change to the same policy was begun, the domains keep their labels, and every port and handle was
    /// looked at: nothing stands against the change.
    /// </summary>
    public static Oracle Changing()
    {
        Oracle oracle = Connected();
        Do(oracle, 0, "begin_change", 0, 0);
        for (ulong domain = 0; domain < 4; domain++) Do(oracle, 0, "change_label", domain + 1);
        while (oracle.Machine.State.Monitor.Change.Domain < Limits.Domains) Do(oracle, 0, "change_step");
        return oracle;
    }

    /// <summary>Moreover domain 2 is being destroyed, and nothing but the last step is left to do.</summary>
    public static Oracle Dying()
    {
        Oracle oracle = Connected();
        Do(oracle, 0, "destroydomain", 0, 2);
        uint Cursor() => oracle.Machine.State.DestroyCursors[2];
        while (Cursor() < DestroyStage.Handles) Do(oracle, 0, "destroy_port", 2);
        while (Cursor() < DestroyStage.Grants) Do(oracle, 0, "destroy_mapping", 2);
        while (Cursor() < DestroyStage.Leaves) Do(oracle, 0, "destroy_grant", 2);
        while (Cursor() < DestroyStage.End) Do(oracle, 0, "destroy_leaf", 2);
        return oracle;
    }

    /// <summary>The granter allows a domain to map one of its frames.</summary>
    public static void Grant(Oracle oracle, int granter, int reference, ulong grantee, ulong gfn)
    {
        uint table = oracle.Machine.State.Domains[granter].GrantFrame;
        oracle.Store(table, 8 * reference, 1 | (grantee << 16) | (gfn << 32));
    }

    private static void Do(Oracle oracle, long expected, string name, params ulong[] arguments)
    {
        Assert.Null(oracle.Call(name, arguments));
        Assert.Equal(expected, oracle.Result);
    }
}
