using Verified.Explorer.Configurations;
using Verified.Explorer.States;
using Verified.Kernel;
using Verified.Spec;

namespace Verified.Explorer.Steps;

/// <summary>What guests write into their own grant tables and shared pages.</summary>
internal static class GuestSteps
{
    private const ulong TransferGfn = 1;

    /// <summary>All of it.</summary>
    public static IEnumerable<Step> All(Configuration configuration)
    {
        bool grants = configuration.Operations.Any(o => o is "map_grant_ref" or "copy" or "transfer");
        bool transfers = configuration.Operations.Contains("transfer");
        ulong[] ids = Values.Ids(configuration);
        foreach (ulong id in ids)
        {
            int domain = (int)id;
            for (int r = 0; grants && r < Limits.GrantReferences; r++)
            {
                yield return Grant(domain, r, 0);
                foreach (ulong grantee in ids.Where(g => g != id))
                {
                    yield return Grant(domain, r, Entry(EntryFlags.PermitAccess, grantee, Things.FirstGfn));
                    yield return Grant(
                        domain, r, Entry(EntryFlags.PermitAccess | EntryFlags.ReadOnly, grantee, Things.FirstGfn));
                    if (transfers) yield return Grant(domain, r, Entry(EntryFlags.AcceptTransfer, grantee, TransferGfn));
                }
            }

            if (configuration.KeepsEvents) yield return Own("take_events", domain, (ref s) => TakeEvents(ref s, domain));
        }
    }

    private delegate void Writes(ref State s);

    private static ulong Entry(ulong flags, ulong grantee, ulong gfn) => flags | (grantee << 16) | (gfn << 32);

    private static Step Grant(int domain, int reference, ulong entry) => Own(
        "write_grant_entry",
        domain,
        (ref s) => FrameMemory.Write64(ref s, s.Domains[domain].GrantFrame, (uint)reference * sizeof(ulong), entry),
        ("ref", (ulong)reference),
        ("flags", entry & 0xffff),
        ("domid", (entry >> 16) & 0xffff),
        ("frame", entry >> 32));

    private static Step Own(string name, int domain, Writes writes, params (string Name, ulong Value)[] arguments) => new(
        name,
        ["caller", .. arguments.Select(a => a.Name)],
        [(ulong)domain, .. arguments.Select(a => a.Value)],
        (ref s, _, _) =>
        {
            writes(ref s);
            return 0;
        })
    {
        Caller = domain,
        IsSpecified = false,
    };

    private static void TakeEvents(ref State s, int domain)
    {
        ref Vcpu vcpu = ref s.Vcpus[domain];
        FrameMemory.Write64(ref s, vcpu.InfoFrame, vcpu.InfoOffset, 0);
        FrameMemory.Write64(ref s, vcpu.InfoFrame, vcpu.InfoOffset + (uint)Spec.VcpuInfo.Selector, 0);
        FrameMemory.Write64(ref s, s.Domains[domain].SharedInfoFrame, (uint)Spec.SharedInfo.Pending, 0);
    }
}
