using Verified.Spec;
using Verified.Symbolic.Logic;
using Verified.Symbolic.Solving;

namespace Verified.Tests;

/// <summary>
/// The theorems about the specification itself, decided by the solver for every state of the small tables: proofs.md,
/// link 2. What the oracle samples, this knows.
/// </summary>
public sealed class SpecificationTheoremTests
{
    public static TheoryData<string> Operations => [.. Chosen.Operations];

    [Theory]
    [MemberData(nameof(Operations))]
    public void An_error_changes_nothing_and_a_tightened_leaf_is_flushed(string name)
    {
        var any = new AnyState();
        (Specification.Outcome outcome, SymbolicBool requires) = any.Run(name);
        Assert.All(Fields.All, field => AssertProved(
            any,
            requires,
            Specification.ErrorChangesNothing(any.State, outcome, field, any.Any(field.Dimensions))));
        IReadOnlyList<SymbolicWord> at = any.Any([Dimension.Domain, Dimension.GuestFrame]);
        AssertProved(any, requires, any.Specification.TightenedLeavesAreFlushed(any.State, outcome, at[0], at[1]));
        AssertProved(any, requires, Specification.OwedFlushStaysOwed(any.State, outcome, at[0]));
    }

    /// <summary>
    /// Quotas: with the claims this says that one domain's use of memory never shows in another's answers.
    /// </summary>
    [Theory]
    [InlineData("populate_frame")]
    [InlineData("populate_physmap")]
    public void A_domain_is_told_that_there_is_no_memory_only_at_its_own_limit(string name)
    {
        var any = new AnyState();
        (Specification.Outcome outcome, SymbolicBool requires) = any.Run(name);
        SymbolicWord domain = name == "populate_frame" ? any.Argument(name, "domain") : SymbolicWord.If(
            any.Argument(name, "dom") == SymbolicWord.Constant(Specification.Self, 64),
            any.Argument(name, "caller"), any.Argument(name, "dom"));
        SymbolicBool isRefused = outcome.Result == SymbolicWord.Constant(unchecked((ulong)Errno.NoMemory), 64);
        SymbolicBool isBelow = any.State[Domains.OwnedFrames, domain] < any.State[Domains.MaximumFrames, domain];
        Assert.Equal(Verdict.Satisfiable, any.Prove(requires, !isRefused));
        AssertProved(any, requires & isRefused, !isBelow);
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public void The_claims_to_frames_add_up_after_every_operation(string name)
    {
        var any = new AnyState();
        (Specification.Outcome outcome, SymbolicBool requires) = any.Run(name);
        Specification.Count claims = any.Specification.Counts.Single(c => c.Name.Contains("unclaimed"));
        Assert.Equal(Verdict.Unsatisfiable, any.ProveKept(claims, outcome, requires));
    }

    [Fact]
    public void A_promise_that_is_not_counted_does_not_keep_the_claims()
    {
        var any = new AnyState();
        (Specification.Outcome outcome, SymbolicBool requires) = any.Run("max_mem");
        Specification.Outcome wrong = outcome with
        {
            Next = outcome.Next.With(FreeFrames.Unclaimed, any.State[FreeFrames.Unclaimed]),
        };
        Specification.Count claims = any.Specification.Counts.Single(c => c.Name.Contains("unclaimed"));
        Assert.Equal(Verdict.Satisfiable, any.ProveKept(claims, wrong, requires));
    }

    [Fact]
    public void Every_claim_follows_from_the_invariant()
    {
        var any = new AnyState();
        Assert.All(any.Specification.Claims, part => AssertProved(
            any, SymbolicBool.True, part.Holds(any.State, any.Any(part.Indices))));
    }

    /// <summary>Authorized, for what leaves no trace in the state: data moves only where both ends may share.</summary>
    [Fact]
    public void A_copy_moves_bytes_only_between_RAM_of_domains_that_may_share()
    {
        var any = new AnyState();
        any.Run("copy");
        (SymbolicBool when, SymbolicWord from, SymbolicWord to) = Assert.Single(any.Memory.Copies);
        SymbolicWord ram = SymbolicWord.Constant(FrameState.Ram, 64);
        AssertProved(any, when, any.State[Frames.State, from] == ram & any.State[Frames.State, to] == ram);
        AssertProved(any, when, Specification.MayShare(
            any.State, any.State[Frames.Owner, from], any.State[Frames.Owner, to]));
    }

    [Fact]
    public void A_step_that_forgets_the_bit_of_a_port_does_not_preserve_the_invariant()
    {
        var any = new AnyState();
        (Specification.Outcome outcome, SymbolicBool requires) = any.Run("alloc_unbound");
        IReadOnlyList<SymbolicWord> word = any.Any([Dimension.Domain, Dimension.PortWord]);
        Specification.Outcome wrong = outcome with
        {
            Next = outcome.Next.With(Ports.FreeBits, word[0], word[1], any.State[Ports.FreeBits, word[0], word[1]]),
        };
        Specification.Part part = any.Specification.Invariant.Single(p => p.Name.StartsWith("A port's bit"));
        Assert.Equal(
            Verdict.Satisfiable,
            any.Prove(requires, Specification.Preserves(part, wrong, any.Any(part.Indices))));
    }

    [Fact]
    public void A_relabelled_domain_that_keeps_its_channels_does_not_preserve_the_invariant()
    {
        var any = new AnyState();
        IReadOnlyList<SymbolicWord> port = any.Any([Dimension.Domain, Dimension.Port]);
        SymbolicWord label = any.Any([Dimension.Label])[0];
        Specification.SystemState relabelled = any.State.With(
            Labellings.Ssidref, any.State[Labellings.Current], port[0], label);
        Specification.Part part =
            any.Specification.Invariant.Single(p => p.Name == "A connected channel joins domains that may share");
        Assert.Equal(Verdict.Satisfiable, any.Prove(SymbolicBool.True, part.Holds(relabelled, port)));
    }

    /// <summary>Defect D3 of ACM, in both shapes: labels change, or a domain goes, and what was decided stays.</summary>
    [Theory]
    [InlineData("commit_change")]
    [InlineData("destroy_end")]
    public void A_step_that_forgets_no_decision_leaves_a_stale_one(string name)
    {
        var any = new AnyState();
        (Specification.Outcome outcome, SymbolicBool requires) = any.Run(name);
        IReadOnlyList<SymbolicWord> pair = any.Any([Dimension.Domain, Dimension.Domain]);
        SymbolicWord kept = any.State[DecisionCache.Permitted, pair[0]];
        Specification.Outcome wrong = outcome with
        {
            Next = outcome.Next.With(DecisionCache.Permitted, pair[0], kept),
        };
        Specification.Part part = any.Specification.Invariant.Single(p => p.Name.StartsWith("NoStaleDecision"));
        Assert.Equal(Verdict.Satisfiable, any.Prove(requires, Specification.Preserves(part, wrong, pair)));
    }

    [Fact]
    public void That_two_domains_may_share_can_be_remembered()
    {
        var any = new AnyState();
        IReadOnlyList<SymbolicWord> pair = any.Any([Dimension.Domain, Dimension.Domain]);
        SymbolicBool remembered = Specification.IsRemembered(any.State, pair[0], pair[1]);
        Assert.Equal(Verdict.Satisfiable, any.Prove(pair[0] != pair[1], !remembered));
    }

    private static void AssertProved(AnyState any, SymbolicBool given, SymbolicBool claim) =>
        Assert.Equal(Verdict.Unsatisfiable, any.Prove(given, claim));
}
