using Verified.Explorer.Configurations;
using Verified.Explorer.States;
using Verified.Kernel;
using Verified.Spec;
using Verified.Traces;

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

            if (configuration.KeepsEvents) yield return TakesEvents(domain);
        }
    }

    private static ulong Entry(ulong flags, ulong grantee, ulong gfn) => flags | (grantee << 16) | (gfn << 32);

    private static Step Grant(int domain, int reference, ulong entry) => Own(
        "write_grant_entry",
        domain,
        [new(domain, GuestArea.GrantTable, 0, reference * sizeof(ulong), entry)],
        ("ref", (ulong)reference),
        ("flags", entry & 0xffff),
        ("domid", (entry >> 16) & 0xffff),
        ("frame", entry >> 32));

    private static Step TakesEvents(int domain) => Own(
        "take_events",
        domain,
        [
            new(domain, GuestArea.VcpuInfo, 0, 0, 0),
            new(domain, GuestArea.VcpuInfo, 0, (int)Spec.VcpuInfo.Selector, 0),
            new(domain, GuestArea.SharedInfo, 0, (int)Spec.SharedInfo.Pending, 0),
        ]);

    private static Step Own(
        string name, int domain, WriteStep[] writes, params (string Name, ulong Value)[] arguments) => new(
        name,
        ["caller", .. arguments.Select(a => a.Name)],
        [(ulong)domain, .. arguments.Select(a => a.Value)],
        (ref s, _, _) =>
        {
            foreach (WriteStep write in writes) Write(ref s, write);
            return 0;
        })
        {
            Caller = domain,
            Writes = writes,
        };

    private static void Write(ref State s, WriteStep write)
    {
        ref Vcpu vcpu = ref s.Vcpus[write.Domain];
        ref Domain domain = ref s.Domains[write.Domain];
        (uint frame, uint offset) = write.Area switch
        {
            GuestArea.VcpuInfo => (vcpu.InfoFrame, vcpu.InfoOffset),
            GuestArea.SharedInfo => (domain.SharedInfoFrame, 0u),
            _ => (domain.GrantFrame, 0u),
        };
        FrameMemory.Write64(ref s, frame, offset + (uint)write.Offset, write.Value);
    }
}
