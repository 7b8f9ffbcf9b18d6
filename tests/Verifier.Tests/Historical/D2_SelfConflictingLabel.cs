using System.Buffers.Binary;
using Verified.Logic;
using Verified.Verifier.Findings;
using Verified.Verifier.Policies.Binary;
using Sizes = Verified.Spec.Sizes;
using Specification = Verified.Spec.Specification<Verified.Logic.Bit, Verified.Logic.Word, Verified.Logic.Table>;

namespace Verified.Verifier.Tests.Historical;

/// <summary>
/// D2: with the conflict set {S, T}, ACM let a label {S, T} start, and beside it one with S alone: both S and T ran.
/// </summary>
public sealed class D2_SelfConflictingLabel
{
    private const int S = 0;
    private const int T = 1;

    /// <summary>Label 0 has both types, label 1 has S, label 2 has T.</summary>
    private static readonly int[][] Labels = [[S, T], [S], [T]];

    private static readonly int[][] ConflictSets = [[S, T]];

    [Fact]
    public void ACMs_admission_breaks_the_invariant_and_the_shortest_trace_is_the_label_that_holds_both_types()
    {
        Assert.Equal([0], TraceSearch.Shortest(Labels, ConflictSets, 3, AcmAdmits) ?? []);
        Assert.True(AcmAdmits([0, 1]), "S alone did not start beside {S, T}");
        Assert.True(AcmAdmits([0, 2]), "T alone did not start beside {S, T}");
    }

    [Fact]
    public void Without_such_a_label_the_model_of_ACM_keeps_the_invariant() =>
        Assert.Null(TraceSearch.Shortest(Labels[1..], ConflictSets, 4, trace => AcmAdmits([.. trace.Select(label => label + 1)])));

    [Fact]
    public void The_specification_admits_no_trace_that_breaks_the_invariant()
    {
        Assert.Null(TraceSearch.Shortest(Labels, ConflictSets, 4, SpecificationAdmits));
        Assert.False(SpecificationAdmits([0]));
        Assert.True(SpecificationAdmits([1, 1]));
        Assert.False(SpecificationAdmits([1, 2]));
    }

    [Fact]
    public void The_specification_keeps_S_out_where_both_types_run_already() =>
        Assert.False(MayStart(label: 1, running: 0b11));

    [Fact]
    public void The_tool_finds_the_label_and_does_not_compile_it()
    {
        Policy policy = PolicyText.Read(PolicyText.Short(["Dom0: x", "Both: x | s t", "One: x | s"], "s t"));
        Assert.Contains(PolicyFindings.Of(policy), finding =>
            finding is { Rule: "self-conflicting-label", Severity: Severity.Error });
        InputException refusal = Assert.Throws<InputException>(() => BinaryPolicyWriter.Write(policy));
        Assert.Contains("VM label 'Both' holds two types of conflict set 'c0'", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_kernel_refuses_a_binary_policy_with_such_a_label()
    {
        // Rows: __UNLABELED__, Dom0, Both, One; columns: s, t. Both's row is given t as well.
        byte[] file = BinaryPolicyWriter.Write(PolicyText.Read(PolicyText.Short(["Dom0: x", "Both: x | s", "One: x | t"], "s t")));
        Assert.Equal(Monitor.PolicyError.None, Load(file));
        int wall = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(20));
        Span<byte> cell = file.AsSpan(wall + 36 + 2 * (2 * 2 + T), 2);
        Assert.Equal([0, 0], cell.ToArray());
        cell[1] = 1;
        Assert.Equal(Monitor.PolicyError.Invalid, Load(file));
    }

    private static long Load(byte[] file)
    {
        Monitor.MonitorState monitor = default;
        return Monitor.PolicyBinary.Load(ref monitor, file);
    }

    private static bool AcmAdmits(int[] trace)
    {
        AcmWall acm = new(types: 2, Labels, ConflictSets);
        foreach (int label in trace)
        {
            if (!acm.MayStart(label))
                return false;
            acm.Start(label);
        }

        return true;
    }

    private static bool SpecificationAdmits(int[] trace)
    {
        ulong running = 0;
        foreach (int label in trace)
        {
            if (!MayStart(label, running))
                return false;
            running |= Bits(Labels[label]);
        }

        return true;
    }

    private static bool MayStart(int label, ulong running)
    {
        Word none = Number(0);
        return new Specification(Sizes.Small).MayStart(
            new Specification.PolicyTables(Entry, _ => Number((ulong)Labels.Length)),
            new(Number(running), none, none, none),
            Number((ulong)label)).Value;
    }

    private static Word Entry(Spec.Field field, Word row)
    {
        int[][] sets = field == Spec.Labels.WallTypes[0] ? Labels : field == Spec.Conflicts.Types[0] ? ConflictSets : [];
        return Number(row.Value < (ulong)sets.Length ? Bits(sets[(int)row.Value]) : 0);
    }

    private static Word Number(ulong value) => Word.Constant(value, 64);

    private static ulong Bits(int[] types) => types.Aggregate(0UL, (bits, type) => bits | (1UL << type));
}
