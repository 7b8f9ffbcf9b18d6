using System.Globalization;
using System.Text;

namespace Verified.Symbolic.Terms;

/// <summary>How SMT-LIB text names what several terms share.</summary>
public enum SmtSharing
{
    /// <summary>One <c>define-fun</c> without parameters for each shared term: z3, cvc5.</summary>
    Definitions,

    /// <summary>Nested <c>let</c> in one assertion: for solvers without definitions.</summary>
    Let,
}

/// <summary>
/// SMT-LIB 2 text of assertions: logic, declarations, assertions, <c>(check-sat)</c>. The same terms give the same
/// bytes: shared terms are numbered in the order in which they are needed.
/// </summary>
public static class SmtLib
{
    /// <summary>The text of a problem: are all <paramref name="assertions"/> true together?</summary>
    /// <param name="assertions">Truth values of one store.</param>
    /// <param name="sharing">How shared terms are named.</param>
    public static string Print(IReadOnlyList<Term> assertions, SmtSharing sharing = SmtSharing.Definitions)
    {
        ArgumentNullException.ThrowIfNull(assertions);
        IReadOnlyList<Term> order = TermWalk.PostOrder(assertions);
        StringBuilder text = new();
        bool arrays = order.Any(t => t.IsArray);
        text.Append("(set-logic ").Append(arrays ? "QF_ABV" : "QF_BV").Append(")\n");
        foreach (Term t in order.Where(t => t.Kind is TermKind.Variable or TermKind.ArrayVariable))
            text.Append("(declare-fun ").Append(Symbol(t.Name)).Append(" () ").Append(Sort(t)).Append(")\n");
        Writer writer = new(order, assertions, sharing);
        writer.Write(text);
        return text.Append("(check-sat)\n").ToString();
    }

    /// <summary>The name of a variable as an SMT-LIB symbol, quoted where it must be.</summary>
    public static string Symbol(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        bool simple = name.Length > 0 && !char.IsAsciiDigit(name[0])
            && name.All(c => char.IsAsciiLetterOrDigit(c) || "~!@$%^&*_-+=<>.?/".Contains(c, StringComparison.Ordinal));
        return simple ? name : "|" + name.Replace('|', '!').Replace('\\', '/') + "|";
    }

    private static string Sort(Term t) => t.IsArray
        ? $"(Array (_ BitVec {t.IndexWidth}) (_ BitVec {t.Width}))"
        : t.IsBoolean ? "Bool" : $"(_ BitVec {t.Width})";

    private static string Operator(TermKind kind) => kind switch
    {
        TermKind.BoolNot => "not",
        TermKind.BoolAnd => "and",
        TermKind.BoolOr => "or",
        TermKind.Not => "bvnot",
        TermKind.Negate => "bvneg",
        TermKind.And => "bvand",
        TermKind.Or => "bvor",
        TermKind.Xor => "bvxor",
        TermKind.Add => "bvadd",
        TermKind.Subtract => "bvsub",
        TermKind.Multiply => "bvmul",
        TermKind.ShiftLeft => "bvshl",
        TermKind.ShiftRight => "bvlshr",
        TermKind.ShiftRightSigned => "bvashr",
        TermKind.Concat => "concat",
        TermKind.Choice => "ite",
        TermKind.Equal => "=",
        TermKind.Less => "bvult",
        TermKind.LessSigned => "bvslt",
        TermKind.Select => "select",
        TermKind.Store => "store",
        _ => throw new ArgumentException($"no operator: {kind}", nameof(kind)),
    };

    private static string Constant(Term t)
    {
        if (t.IsBoolean)
            return t.IsTrue ? "true" : "false";
        return t.Width % 4 == 0
            ? "#x" + t.Value.ToString("x" + (t.Width / 4).ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)
            : "#b" + t.Value.ToString("b" + t.Width.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
    }

    private sealed class Writer(IReadOnlyList<Term> order, IReadOnlyList<Term> assertions, SmtSharing sharing)
    {
        private readonly Dictionary<Term, string> _texts = [];
        private readonly HashSet<Term> _shared = FindShared(order);
        private int _names;

        public void Write(StringBuilder text)
        {
            StringBuilder lets = new();
            foreach (Term t in order)
            {
                string body = Body(t);
                _texts[t] = body;
                if (!_shared.Contains(t))
                    continue;
                string name = "n" + _names.ToString(CultureInfo.InvariantCulture) + "!";
                _names++;
                _texts[t] = name;
                if (sharing == SmtSharing.Let)
                    lets.Append("(let ((").Append(name).Append(' ').Append(body).Append("))\n");
                else
                    text.Append("(define-fun ").Append(name).Append(" () ").Append(Sort(t)).Append(' ').Append(body).Append(")\n");
            }
            if (sharing == SmtSharing.Let)
            {
                string all = assertions.Select(a => _texts[a]).Aggregate("true", (x, y) => $"(and {x} {y})");
                text.Append("(assert ").Append(lets).Append(all).Append(')', _names).Append(")\n");
                return;
            }
            foreach (Term assertion in assertions)
                text.Append("(assert ").Append(_texts[assertion]).Append(")\n");
        }

        private string Body(Term t) => t.Kind switch
        {
            TermKind.Constant => Constant(t),
            TermKind.Variable or TermKind.ArrayVariable => Symbol(t.Name),
            TermKind.Extract => $"((_ extract {t.High} {t.Low}) {_texts[t.First]})",
            TermKind.ZeroExtend => $"((_ zero_extend {t.Width - t.First.Width}) {_texts[t.First]})",
            TermKind.SignExtend => $"((_ sign_extend {t.Width - t.First.Width}) {_texts[t.First]})",
            _ => "(" + Operator(t.Kind) + " "
                + string.Join(' ', Enumerable.Range(0, t.OperandCount).Select(i => _texts[t.Operand(i)])) + ")",
        };

        private static HashSet<Term> FindShared(IReadOnlyList<Term> order)
        {
            HashSet<Term> once = [], twice = [];
            foreach (Term t in order)
            {
                for (int i = 0; i < t.OperandCount; i++)
                {
                    if (t.Operand(i).OperandCount > 0 && !once.Add(t.Operand(i)))
                        twice.Add(t.Operand(i));
                }
            }
            return twice;
        }
    }
}
