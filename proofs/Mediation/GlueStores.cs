using System.Globalization;
using Verified.Symbolic.ControlFlow;

namespace Verified.Proofs.Mediation;

/// <summary>
/// Where the code stores that is not proved itself: its own frame, the vCPUs' slots, glue's data, the state where a row
/// of a table says so, guest frames. What cannot be said is listed, and then the sentence is not proved.
/// </summary>
internal static class GlueStores
{
    /// <summary>What glue changes of the state by itself, and why that is no operation.</summary>
    public static IReadOnlyList<(string Function, string Field, string Why)> StateWrites { get; } =
    [
        ("Machine_Protected_GuestRun__Exit", "Domains.FlushOwed", "the flush that is owed goes into TLB_CONTROL"),
        ("Machine_Protected_GuestRun__Run", "Domains.FlushOwed", "the same, before the first VMRUN of a turn"),
        ("Machine_Protected_GuestRun__Turn", "Domains.FlushOwed", "the same, between two runs of a turn"),
        ("Machine_Protected_HypercallExit__", "Domains.FlushOwed", "the same, after a call with an effect"),
        ("Machine_Protected_GuestRun__", "Woken", "a domain that cannot run leaves the scheduler's sight"),
        ("Machine_Protected_GuestRun__Halt", "Vcpus.Run", "HLT waits for an upcall, as block does"),
        ("PolicyChangeCall__", "Store.", "the file of a change, and how far its taking in has come: no table of the specification"),
        ("PolicyReport__", "Store.", "the file of the policy in force, which is written out bit by bit"),
    ];

    /// <summary>Looks at every store of glue, and of operations that are not proved.</summary>
    public static MediationFinding Check(KernelCode code, Coverage coverage, FrameAnalysis analysis, StoreAreas areas)
    {
        List<string> against = [];
        Dictionary<StoreRegion, HashSet<ulong>> at = [];
        foreach ((CodeFunction function, AbstractStore store) in analysis.Stores)
        {
            CodeClass of = coverage.Of(function);
            bool isGlue = of is CodeClass.Inner or CodeClass.Outer;
            if (!isGlue || !code.Running.Instructions.ContainsKey(store.At))
                continue;
            StoreRegion region = areas.Of(store);
            if (!at.TryGetValue(region, out HashSet<ulong>? known))
                at[region] = known = [];
            known.Add(store.At);
            if (Objection(function, of, store, region, areas) is { } objection)
                against.Add($"{objection}: {store.Place}, {store.Bytes} bytes, at {code.Place(store.At)}");
        }

        int frames = analysis.InFrame.Count(address => code.Running.FunctionAt(address) is { } function
            && coverage.Of(function) is CodeClass.Inner or CodeClass.Outer);
        string figures = string.Join(", ", new[] { $"{frames} own frame" }.Concat(at.OrderBy(a => a.Key)
            .Select(a => string.Create(CultureInfo.InvariantCulture, $"{a.Value.Count} {Text(a.Key)}"))));
        return MediationFinding.Of(
            "stores",
            "every store of glue stays in its frame or in an area that is glue's to write",
            figures,
            [.. against.Distinct()]);
    }

    private static string? Objection(
        CodeFunction function, CodeClass of, AbstractStore store, StoreRegion region, StoreAreas areas) => (region, of) switch
        {
            (StoreRegion.Unknown, _) => "a store to a place that is not known",
            (StoreRegion.State, CodeClass.Inner) => MayWrite(function, areas.FieldOf(store))
                ? null
                : $"glue changes {areas.FieldOf(store) ?? "the state"} by itself",
            (StoreRegion.GlueData or StoreRegion.Apic, _) => null,
            (_, CodeClass.Outer) => "code in front of the gate stores to what is behind it",
            _ => null,
        };

    private static bool MayWrite(CodeFunction function, string? field) => StateWrites.Any(row =>
        KernelCode.NameOf(function).StartsWith(row.Function, StringComparison.Ordinal)
        && field?.StartsWith(row.Field, StringComparison.Ordinal) == true);

    private static string Text(StoreRegion region) => region switch
    {
        StoreRegion.State => "state",
        StoreRegion.Slots => "vCPU slots",
        StoreRegion.MachineState => "machine state",
        StoreRegion.GlueData => "glue's data",
        StoreRegion.Apic => "APIC",
        StoreRegion.GuestFrames => "guest frames",
        _ => "not known",
    };
}
