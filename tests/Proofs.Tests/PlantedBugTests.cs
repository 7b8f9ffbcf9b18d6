using Verified.Proofs.Image;
using Verified.Proofs.Operations;
using Verified.Proofs.Tests.Support;
using Verified.Replay;
using Verified.Symbolic.Solving;
using Verified.Traces;
using Verified.Traces.Charts;
using Verified.Traces.Reading;

namespace Verified.Proofs.Tests;

/// <summary>
/// Bugs in the handlers' C#, each compiled into an image and refuted there. Bugs in different handlers share an image:
/// what is refuted is one handler's code.
/// </summary>
public sealed class PlantedBugTests(KernelCopy copy) : IClassFixture<KernelCopy>
{
    /// <summary>The handler, its bugs (files of Planted), and what the counterexample must tell.</summary>
    private static readonly (string Operation, (string Patch, string Told)[] Bugs)[] Planted =
    [
        ("alloc_unbound",
        [
            ("alloc_unbound-without-monitor", "-13"),
            ("alloc_unbound-asks-for-the-caller", ""),
            ("alloc_unbound-keeps-the-bit", "FreePorts["),
            ("alloc_unbound-trusts-what-another-may", "-13"),
        ]),
        ("map_grant_ref",
        [
            ("map_grant_ref-without-monitor", "-8"),
            ("map_grant_ref-wrong-pin", "ActiveGrants.WritePins["),
            ("map_grant_ref-ignores-the-exchange", "-1"),
            ("map_grant_ref-maps-the-guest-frame-number", "Leaves["),
            ("map_grant_ref-reads-the-entry-twice", "guest memory access"),
            ("map_grant_ref-forgets-the-frame-count", "Frames.Mappings["),
        ]),
        ("transfer",
        [
            ("transfer-of-a-mapped-frame", "-9"),
            ("transfer-owes-no-flush", "Domains.FlushOwed["),
        ]),
        ("copy",
        [
            ("copy-asks-only-for-the-caller", "-8"),
            ("copy-writes-what-may-only-be-read", "-1"),
        ]),
        ("setup_table", [("setup_table-without-monitor", "-8")]),
        ("revoke_mapping", [("revoke_mapping-owes-no-flush", "Domains.FlushOwed[")]),
        ("status", [("status-for-everybody", "-1")]),
        ("revoke_channel", [("revoke_channel-leaves-the-other-end", "Ports.State[")]),
        ("get_param", [("get_param-tells-the-callers-own", "out becomes")]),
        ("getdecision",
        [
            ("getdecision-for-everybody", "-1"),
            ("getdecision-asks-the-wall-about-another-label", "out becomes"),
        ]),
        ("stage_types", [("stage_types-writes-the-policy-in-force", "Monitor.Policies.")]),
        ("stage_counts", [("stage_counts-beyond-the-tables", "-22")]),
        ("stage_successor", [("stage_successor-during-a-change", "-16")]),
        ("commit_change", [("commit_change-of-a-refused-change", "-16")]),
        ("destroy_end", [("destroy_end-leaves-types-in-the-staged-labelling", "Monitor.Labellings.")]),
    ];

    /// <summary>Bugs that show only when a guest writes between two accesses of one call: no trace says that.</summary>
    private static readonly string[] Races = ["map_grant_ref-ignores-the-exchange", "map_grant_ref-reads-the-entry-twice"];

    /// <summary>The numbers of the images: image k has the k-th bug of every handler that has so many.</summary>
    public static TheoryData<int> Images => [.. Enumerable.Range(0, Planted.Max(handler => handler.Bugs.Length))];

    [Theory]
    [MemberData(nameof(Images))]
    public void A_bug_planted_in_a_handler_is_refuted_by_a_trace_on_which_that_handler_and_no_right_one_does_wrong(
        int number)
    {
        (string Operation, string Patch, string Told)[] bugs =
        [
            .. Planted.Where(handler => number < handler.Bugs.Length)
                .Select(handler => (handler.Operation, handler.Bugs[number].Patch, handler.Bugs[number].Told)),
        ];
        (string path, string kernel) = copy.BuildWith([.. bugs.Select(bug => bug.Patch)]);
        ImageUnderProof image = ImageUnderProof.Open(path);
        HandlersOf planted = new(kernel);

        Assert.All(bugs, bug =>
        {
            TheoremResult refines = OperationProof
                .Lift(image, AllOperations.Find(bug.Operation)!, new Z3Solver())
                .Refines(stopAtFirst: true);

            Assert.Equal(Verdict.Refuted, refines.Verdict);
            Assert.Contains(refines.Counterexample, line => line.Contains(bug.Told, StringComparison.Ordinal));
            if (refines.Trace is not { } trace)
            {
                Assert.Contains(bug.Patch, Races);
                Assert.Equal("no trace of it: guest memory changes while the call runs", refines.Counterexample[^1]);
                return;
            }

            byte[] written = TraceWriter.Write(trace);
            Trace read = TraceReader.Parse(written, bug.Operation);
            Assert.Equal(written, TraceWriter.Write(read));
            Assert.Equal(!Races.Contains(bug.Patch), planted.Replay(read).Difference is not null);
            Assert.Null(Replayer.Run(read).Difference);
            Assert.Contains(bug.Operation + "(", TextChart.Write(Chart.Of(read)), StringComparison.Ordinal);
        });
    }

    [Fact]
    public void Every_file_of_bugs_is_planted()
    {
        IEnumerable<string> files = Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Planted"))
            .Select(file => Path.GetFileNameWithoutExtension(file)!);

        Assert.Equal(files.Order(), Planted.SelectMany(handler => handler.Bugs).Select(bug => bug.Patch).Order());
    }
}
