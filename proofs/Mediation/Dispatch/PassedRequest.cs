using Verified.Symbolic.Terms;

namespace Verified.Proofs.Mediation.Dispatch;

/// <summary>What stands in the request that a routine hands on: number and arguments.</summary>
internal static class PassedRequest
{
    private const ulong Number = 0x1e8;
    private const ulong FirstArgument = 0xdf0;
    private const int Words = 6;
    private const ulong Multicall = 13;

    // In a slot: RBX, RCX, RDX, RSI, RDI, the arguments of 32-bit code.
    private static readonly ulong[] s_narrow = [0x1228, 0x1230, 0x1210, 0x1208, 0x1200];

    // In a request: CS's attributes, CPL, EFER, CR4, CR3, CR0, each with its bytes.
    private static readonly (ulong Offset, int Bytes)[] s_mode =
        [(0x002, 2), (0x0bb, 1), (0x0c0, 8), (0x138, 8), (0x140, 8), (0x148, 8)];

    /// <summary>The claim about the request behind a call's third argument.</summary>
    /// <param name="how">
    /// 1: the routine's own; 2: its low halves; 3: an element of multicall's list (public/xen.h, multicall_entry);
    /// 4: the registers of 32-bit code.
    /// </param>
    /// <param name="run">The routine.</param>
    /// <param name="call">The call.</param>
    public static Term Claim(int how, GlueRun run, GlueCall call)
    {
        TermStore t = run.Store;
        IEnumerable<Term> words = Enumerable.Range(0, Words).Select(i => Matches(how, run, i, Read(run, call, Offset(i), 8)));
        IEnumerable<Term> mode = s_mode.Select(field => t.Equal(
            Read(run, call, field.Offset, field.Bytes), run.AtEntry(GlueRun.RequestOffset + field.Offset, field.Bytes)));
        // A list in a list would have no bound.
        Term isEnd = how == 3 ? t.Not(t.Equal(Read(run, call, Number, 8), run.Constant(Multicall, 64))) : t.True;
        return t.All(words.Concat(mode).Append(isEnd));
    }

    private static ulong Offset(int word) => word == 0 ? Number : FirstArgument + (8 * ((ulong)word - 1));

    private static Term Matches(int how, GlueRun run, int i, Term word)
    {
        TermStore t = run.Store;
        Term own = run.AtEntry(GlueRun.RequestOffset + Offset(i), 8);
        return how switch
        {
            1 => t.Equal(word, own),
            2 => t.Equal(word, t.ZeroExtend(t.Extract(own, 31, 0), 64)),
            3 => Sources.IsLong(run, run.Entry[Iced.Intel.Register.R8], word, i == 0 ? 0 : 16 + (8 * (i - 1))),
            _ => t.Equal(word, i == 0 ? own : run.AtEntry(s_narrow[i - 1], 8)),
        };
    }

    private static Term Read(GlueRun run, GlueCall call, ulong offset, int bytes) => call.Memory.Load(
        run.Entry, run.Store.Add(call.Arguments[2], run.Constant(offset, 64)), bytes);
}
