using Verified.Kernel;

namespace Verified.Tests;

/// <summary>A handler that is wrong in one way: the comparison must find it, and name the call.</summary>
public sealed class PlantedBugTests
{
    private static readonly Dictionary<string, (string Operation, Handler Wrong)> Bugs = new()
    {
        ["alloc_unbound without the monitor"] = ("alloc_unbound", WithoutMonitor("alloc_unbound")),
        ["bind_interdomain without the monitor"] = ("bind_interdomain", WithoutMonitor("bind_interdomain")),
        ["map_grant_ref without the monitor"] = ("map_grant_ref", WithoutMonitor("map_grant_ref")),
        ["copy without the monitor"] = ("copy", WithoutMonitor("copy")),
        ["transfer without the monitor"] = ("transfer", WithoutMonitor("transfer")),
        ["transfer owes no flush"] = ("transfer", After("transfer",
            (ref State s, ulong[] a, long _) => s.Domains[(int)a[0]].FlushOwed = 0)),
        ["revoke_mapping frees the handle"] = ("revoke_mapping", After("revoke_mapping",
            (ref State s, ulong[] a, long result) =>
            {
                if (result == 0) s.Mappings[(int)a[0]][(int)a[1]].Used = HandleUse.Free;
            })),
        ["create_domain without the Chinese Wall"] = ("create_domain", WithoutConflicts("create_domain")),
        ["max_mem promises what is another's"] = ("max_mem", (ref s, a, o) =>
        {
            uint unclaimed = s.Unclaimed;
            s.Unclaimed = Limits.Frames;
            long result = Handlers.All["max_mem"](ref s, a, o);
            s.Unclaimed = result == 0 ? s.Unclaimed + unclaimed - Limits.Frames : unclaimed;
            return result;
        }
        ),
        ["decrease_reservation keeps a claim above the limit"] = ("decrease_reservation", (ref s, a, o) =>
        {
            uint unclaimed = s.Unclaimed;
            long result = Handlers.All["decrease_reservation"](ref s, a, o);
            s.Unclaimed = unclaimed;
            return result;
        }
        ),
        ["alloc_unbound keeps the bit of the port"] = ("alloc_unbound", After("alloc_unbound",
            (ref State s, ulong[] a, long result) =>
            {
                uint domain = a[1] == 0x7ff0 ? (uint)a[0] : (uint)a[1];
                if (result >= 0) s.FreePorts[(int)domain][0] |= 1UL << (int)result;
            })),
        ["a word without a free port keeps its bit"] = ("bind_ipi", After("bind_ipi",
            (ref State s, ulong[] a, long _) => s.FreePortWords[(int)a[0]] = 1)),
        ["an unmapped handle's word stays without its bit"] = ("unmap_grant_ref", (ref s, a, o) =>
        {
            ulong words = s.FreeHandleWords[(int)a[0]];
            long result = Handlers.All["unmap_grant_ref"](ref s, a, o);
            s.FreeHandleWords[(int)a[0]] = words;
            return result;
        }
        ),
        ["alloc_unbound takes the remote for the domain"] = ("alloc_unbound",
            (ref s, a, o) => Handlers.All["alloc_unbound"](ref s, [a[0], a[2], a[1]], o)),
        ["close leaves the other end's port"] = ("close", (ref s, a, o) =>
        {
            PortTable before = s.Ports;
            long result = Handlers.All["close"](ref s, a, o);
            before[(int)a[0]] = s.Ports[(int)a[0]];
            s.Ports = before;
            return result;
        }
        ),
        ["unmap_grant_ref owes no flush"] = ("unmap_grant_ref", After("unmap_grant_ref",
            (ref State s, ulong[] a, long _) => s.Domains[(int)a[0]].FlushOwed = 0)),
        ["unmap_grant_ref leaves the entry marked"] = ("unmap_grant_ref", (ref s, a, o) =>
        {
            if (a[2] >= Limits.MaptrackHandles) return Handlers.All["unmap_grant_ref"](ref s, a, o);
            Mapping mapping = s.Mappings[(int)a[0]][(int)a[2]];
            uint table = s.Domains[mapping.Granter].GrantFrame;
            ulong entry = FrameMemory.Read64(ref s, table, 8U * mapping.Reference);
            long result = Handlers.All["unmap_grant_ref"](ref s, a, o);
            if (result == 0) FrameMemory.Write64(ref s, table, 8U * mapping.Reference, entry);
            return result;
        }
        ),
        ["map_grant_ref forgets the frame's count"] = ("map_grant_ref", After("map_grant_ref",
            (ref State s, ulong[] a, long result) =>
            {
                if (result < 0) return;
                ulong leaf = s.Leaves[(int)a[0]][(int)(a[1] >> 12)];
                s.Frames[(int)Leaf.MachineFrame(leaf)].Mappings--;
            })),
        ["map_grant_ref maps writable what may only be read"] = ("map_grant_ref", After("map_grant_ref",
            (ref State s, ulong[] a, long result) =>
            {
                if (result >= 0) s.Leaves[(int)a[0]][(int)(a[1] >> 12)] |= Leaf.Writable;
            })),
        ["bind_interdomain changes something before it fails"] = ("bind_interdomain", After("bind_interdomain",
            (ref State s, ulong[] a, long result) =>
            {
                if (result < 0) s.Vcpus[(int)a[0]].UpcallVector = 0x20;
            })),
        ["send touches memory beside the event's"] = ("send", After("send",
            (ref State s, ulong[] a, long _) =>
                FrameMemory.Write8(ref s, s.Domains[(int)a[0]].SharedInfoFrame, 4095, 1))),
        ["a change that is committed forgets no decision"] = ("commit_change", KeepsDecisions("commit_change")),
        ["a domain that is gone is remembered"] = ("destroy_end", KeepsDecisions("destroy_end")),
        ["a call that fails is remembered"] = ("bind_interdomain", After("bind_interdomain",
            (ref State s, ulong[] a, long result) =>
            {
                if (result == Spec.Errno.Invalid) s.Monitor.Decisions[(int)a[0]] |= 1UL << (int)a[1];
            })),
        ["a denial goes unlogged"] = ("map_grant_ref", (ref s, a, o) =>
        {
            DenialLog log = s.Log;
            long result = Handlers.All["map_grant_ref"](ref s, a, o);
            s.Log = log;
            return result;
        }
        ),
    };

    private delegate void Change(ref State state, ulong[] arguments, long result);

    public static TheoryData<string> Names => [.. Bugs.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_wrong_handler_is_found(string name)
    {
        (string operation, Handler wrong) = Bugs[name];
        var handlers = new Dictionary<string, Handler>(Handlers.All) { [operation] = wrong };

        Exception failure = Assert.ThrowsAny<Exception>(() => RandomRuns.Check(80, handlers, shrink: false));

        Assert.Contains($"{operation}(", failure.Message);
    }

    private static Handler After(string operation, Change change) => (ref s, a, o) =>
    {
        long result = Handlers.All[operation](ref s, a, o);
        change(ref s, a, result);
        return result;
    };

    // Defect D3 of ACM.
    private static Handler KeepsDecisions(string operation) => (ref s, a, o) =>
    {
        Verified.Monitor.DecisionTable decisions = s.Monitor.Decisions;
        long result = Handlers.All[operation](ref s, a, o);
        s.Monitor.Decisions = decisions;
        return result;
    };

    private static Handler WithoutMonitor(string operation) => (ref s, a, o) =>
    {
        Verified.Monitor.LabelTable labels = s.Monitor.Policies[0].Labels;
        for (int i = 0; i < Limits.Labels; i++) s.Monitor.Policies[0].Labels[i].SteTypes.Word0 = 1;
        long result = Handlers.All[operation](ref s, a, o);
        s.Monitor.Policies[0].Labels = labels;
        return result;
    };

    private static Handler WithoutConflicts(string operation) => (ref s, a, o) =>
    {
        Verified.Monitor.ConflictTable conflicts = s.Monitor.Policies[0].Conflicts;
        for (int i = 0; i < Limits.ConflictSets; i++) s.Monitor.Policies[0].Conflicts[i].Word0 = 0;
        long result = Handlers.All[operation](ref s, a, o);
        s.Monitor.Policies[0].Conflicts = conflicts;
        return result;
    };
}
