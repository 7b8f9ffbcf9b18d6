using Microsoft.Z3;
using Verified.Verifier.Isolation;
using Verified.Z3Native;

namespace Verified.Verifier.Tests.Isolation;

/// <summary>
/// Z3's Datalog engine (muZ) as an oracle: it closes flows transitively, and knows nothing of certificates.
/// </summary>
public sealed class DatalogOracleTests
{
    private const uint Bits = 5;

    [Fact]
    public void Datalog_reaches_another_coalition_iff_the_certificate_fails()
    {
        Z3Library.Load();
        int reached = 0;
        for (int seed = 1000; seed < 1100; seed++)
        {
            IsolationClaim claim = RandomClaims.Create(seed);
            bool passes = CertificateChecker.Check(claim, CertificateFinder.Find(claim)) is null;
            bool crosses = ReachesAnotherCoalition(claim);
            Assert.True(crosses == !passes, $"seed {seed}");
            reached += crosses ? 1 : 0;
        }

        Assert.InRange(reached, 20, 80);
    }

    private static bool ReachesAnotherCoalition(IsolationClaim claim)
    {
        using Context context = new();
        BitVecSort index = context.MkBitVecSort(Bits);
        FuncDecl holds = context.MkFuncDecl("holds", [index, index], context.BoolSort);
        FuncDecl apart = context.MkFuncDecl("apart", [index, index], context.BoolSort);
        FuncDecl flows = context.MkFuncDecl("flows", [index, index], context.BoolSort);
        FuncDecl crosses = context.MkFuncDecl("crosses", [], context.BoolSort);
        Fixedpoint datalog = context.MkFixedpoint();
        Params parameters = context.MkParams();
        parameters.Add("engine", context.MkSymbol("datalog"));
        datalog.Parameters = parameters;
        foreach (FuncDecl relation in (FuncDecl[])[holds, apart, flows, crosses])
            datalog.RegisterRelation(relation);

        uint[] untrusted = [.. Enumerable.Range(0, claim.LabelCount).Where(label => !claim.Trusted[label]).Select(label => (uint)label)];
        foreach (uint label in untrusted)
        {
            foreach (int type in claim.SteTypes[(int)label].Types())
                datalog.AddFact(holds, label, (uint)type);
            foreach (uint other in untrusted.Where(other => claim.Coalition[(int)other] != claim.Coalition[(int)label]))
                datalog.AddFact(apart, label, other);
        }

        (Expr x, Expr y, Expr z) = (context.MkConst("x", index), context.MkConst("y", index), context.MkConst("z", index));
        Rule(datalog, context, [x, y, z], flows.Apply(x, y), holds.Apply(x, z), holds.Apply(y, z));
        Rule(datalog, context, [x, y, z], flows.Apply(x, z), flows.Apply(x, y), flows.Apply(y, z));
        Rule(datalog, context, [x, y], crosses.Apply(), flows.Apply(x, y), apart.Apply(x, y));
        return datalog.Query((BoolExpr)crosses.Apply()) == Status.SATISFIABLE;
    }

    private static void Rule(Fixedpoint datalog, Context context, Expr[] variables, Expr head, params Expr[] body) =>
        datalog.AddRule(context.MkForall(variables,
            context.MkImplies(context.MkAnd([.. body.Cast<BoolExpr>()]), (BoolExpr)head)));
}
