using Verified.Proofs;
using Verified.Proofs.Mediation;
using Verified.Proofs.Operations;

namespace Verified.Mediation.Tests;

/// <summary>Main is proved when each of its premises is, and not otherwise.</summary>
public sealed class MainTheoremTests
{
    [Fact]
    public void Nothing_is_proved_of_an_image_of_which_nothing_was_asked()
    {
        MainTheorem main = MainTheorem.Of([]);

        Assert.False(main.IsProved);
        Assert.Equal(main.Premises, main.Missing);
    }

    [Fact]
    public void With_every_theorem_proved_what_is_missing_are_the_premises_that_no_theorem_speaks_of()
    {
        MainTheorem main = MainTheorem.Of(Everything());

        Assert.Equal(
            [
                .. AllOperations.NotProved.Select(name => $"Refines, Confined of {name}"),
                .. MainTheorem.Open.Select(premise => premise.Name),
            ],
            main.Missing.Select(premise => premise.Name));
        Assert.Equal(main.Missing.Count == 0, main.IsProved);
    }

    [Fact]
    public void Every_theorem_that_is_left_out_or_not_proved_is_a_premise_that_is_missing()
    {
        IReadOnlyList<TheoremResult> all = Everything();
        int missing = MainTheorem.Of(all).Missing.Count;
        for (int i = 0; i < all.Count; i++)
        {
            foreach (TheoremResult[] instead in (TheoremResult[][])
                [[], [all[i] with { Verdict = Verdict.Unknown }], [all[i] with { Verdict = Verdict.Refuted }]])
            {
                MainTheorem main = MainTheorem.Of([.. all.Take(i), .. instead, .. all.Skip(i + 1)]);
                Assert.True(main.Missing.Count == missing + 1, $"{all[i].Operation} {all[i].Theorem} is no premise");
            }
        }
    }

    private static IReadOnlyList<TheoremResult> Everything() =>
    [
        .. AllOperations.List.SelectMany(operation => (TheoremResult[])
        [
            Proved(operation.Name, OperationProof.RefinesTheorem),
            Proved(operation.Name, OperationProof.ConfinedTheorem),
            Proved(operation.Name, OperationProof.PossibleTheorem),
        ]),
        .. MediationProof.Names.Select(name => Proved(MediationFinding.Subject, $"{name}: as it says")),
    ];

    private static TheoremResult Proved(string subject, string theorem) =>
        new(subject, theorem, Verdict.Proved, [], new(0, 0, 0, 0), 0, "", []);
}
