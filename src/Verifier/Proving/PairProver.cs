using Verified.Verifier.Admission;
using Verified.Verifier.Findings;
using Verified.Verifier.Intents;
using Verified.Verifier.Policies;
using Verified.Verifier.Solving;

namespace Verified.Verifier.Proving;

/// <summary>Answers what an intent states of pairs of labels.</summary>
internal sealed class PairProver(Policy policy, SolverSession solver)
{
    private AdmissionQuestion? _question;

    /// <summary>The two can share, and can run together.</summary>
    public PairResult Cooperates(LabelPair pair)
    {
        (string first, string second) = Names(pair);
        if (!Semantics.Share(policy, pair.First, pair.Second))
        {
            return Fails(pair, "cannot-share", $"{first} and {second} must share, but have no type in common",
                "give both labels a type");
        }

        if (CanRunTogether(pair))
            return new(pair, true, null);
        ConflictSet set = Semantics.ViolatedConflict(policy, pair.First, pair.Second)!;
        return Fails(pair, "cannot-run-together",
            $"{first} and {second} must share, but conflict set {NameRules.Quote(set.Name)} ({set.Place}) "
            + "never lets both run",
            "take a type from that conflict set or from one of the labels");
    }

    /// <summary>The Chinese Wall never lets both run.</summary>
    public PairResult NeverTogether(LabelPair pair)
    {
        if (!CanRunTogether(pair))
            return new(pair, true, null);
        (string first, string second) = Names(pair);
        return Fails(pair, "may-run-together",
            $"{first} and {second} must never run together, but no conflict set forbids it",
            "give each a Chinese Wall type, and put both types into one conflict set");
    }

    private bool CanRunTogether(LabelPair pair)
    {
        bool can = Semantics.CanRunTogether(policy, pair.First, pair.Second);
        Satisfiability answer = (_question ??= new(solver, policy)).CanRunTogether(pair.First, pair.Second);
        if (answer != Satisfiability.Unknown && can != (answer == Satisfiability.Satisfiable))
            throw new ContradictionException("the definition and the solver disagree about the Chinese Wall");
        return can;
    }

    private (string First, string Second) Names(LabelPair pair) =>
        (NameRules.Quote(policy.VmLabels[pair.First].Name), NameRules.Quote(policy.VmLabels[pair.Second].Name));

    private static PairResult Fails(LabelPair pair, string rule, string what, string mend) =>
        new(pair, false, new(Severity.Error, rule, pair.Place, what, mend));
}
