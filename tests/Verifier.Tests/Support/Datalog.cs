using Microsoft.Z3;
using Verified.Verifier.Isolation;
using Verified.Z3Native;

namespace Verified.Verifier.Tests.Support;

/// <summary>
/// Z3's Datalog engine (muZ) as an oracle: it closes flows transitively, and knows nothing of certificates.
/// </summary>
internal static class Datalog
{
    /// <summary>Labels and types are below 32.</summary>
    private const uint Bits = 5;

    /// <summary>Whether data of an untrusted label reaches one of another coalition.</summary>
    public static bool ReachesAnotherCoalition(IsolationClaim claim)
    {
        Z3Library.Load();
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

        uint[] untrusted =
            [.. Enumerable.Range(0, claim.LabelCount).Where(label => !claim.Trusted[label]).Select(label => (uint)label)];
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
