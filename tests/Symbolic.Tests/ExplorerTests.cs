using Iced.Intel;
using Verified.Symbolic.Elf;
using Verified.Symbolic.Lifting;
using Verified.Symbolic.Memory;
using Verified.Symbolic.Solving;
using Verified.Symbolic.Terms;
using Verified.Symbolic.X86;

namespace Verified.Symbolic.Tests;

public sealed class ExplorerTests
{
    private const string Source = """
        typedef unsigned int u32; typedef unsigned long u64;
        static __attribute__((noinline)) u64 twice(u64 x) { return x > 1000 ? 5 : x + x; }
        u64 diamonds(u64 a, u64 b, u64 c)
        {
            u64 r = 0;
            if (a & 1) r += twice(b); else r ^= c;
            if (a & 2) r += twice(c); else r ^= b;
            if (a & 4) r += twice(r); else r ^= a;
            return r;
        }
        u64 loop(u64 x) { u64 s = 0; for (int i = 0; i < 20; i++) { s = s * 3 + ((x >> i) & 1); if (s == 77) return s; asm volatile("" : "+r"(s)); } return s; }
        u64 search(u64 x)
        {
            u64 i;
            for (i = 0; i < 20; i++) { asm volatile("" : "+r"(i)); if ((x >> i) & 1) break; }
            asm volatile("" : "+r"(i));
            return i * 3 + x;
        }
        void output(u64 *result, u64 x) { *result = x + 1; }
        u64 endless(u64 x) { while (x) asm volatile("" : "+r"(x)); return 1; }
        __attribute__((noinline, noclone, noipa)) void panic(void) { for (;;); }
        u64 guarded(u32 x) { if (x >= 8) panic(); return x; }
        u64 recursive(u64 x) { u64 r = x ? recursive(x - 1) : 0; asm volatile("" : "+r"(r)); return r + 1; }
        __attribute__((naked)) u64 clobber(void) { asm("xor %ebx, %ebx; mov $1, %eax; ret"); }
        __attribute__((naked)) u64 unbalanced(void) { asm("push %rbx; ret"); }
        __attribute__((naked)) u64 syscaller(void) { asm("syscall; ret"); }
        __attribute__((naked)) u64 hypercaller(void) { asm("vmmcall; ret"); }
        __attribute__((naked)) u64 aside(u64 x)
        {
            asm("mov %rdi, %rax; test $1, %dil; jne 2f; 1: test $2, %dil; jne 4f; 3: add $1, %rax; ret;"
                "2: add $5, %rax; jmp 1b; 4: add $7, %rax; jmp 3b");
        }
        __attribute__((naked)) u64 jumper(u64 x) { asm("jmp *%rdi"); }
        """;

    private static readonly ElfFile Image = TinyImage.Compile(Source);

    private readonly TermStore _store = new();
    private MachineState? _entry;

    [Fact]
    public void Merged_and_separate_paths_have_the_same_result()
    {
        Exploration merged = Run("diamonds"), separate = Run("diamonds", new() { MergeStates = false });
        Assert.Single(merged.FinalStates);
        Assert.True(separate.FinalStates.Count >= 8);
        Assert.True(merged.Merges > 0 && merged.Steps < separate.Steps);
        Random random = new(1);
        for (int i = 0; i < 200; i++)
        {
            Model model = new Model().Set("rdi", (ulong)random.Next(8)).Set("rsi", (ulong)random.Next(2000)).Set("rdx", (ulong)random.Next(2000));
            Evaluator evaluator = new(model);
            MachineState taken = Assert.Single(separate.FinalStates, s => evaluator.Holds(s.Path.Term));
            Assert.Equal(evaluator.Value(taken[Register.RAX]), evaluator.Value(merged.Final[Register.RAX]));
        }
    }

    [Fact]
    public void Values_are_those_of_the_source()
    {
        Exploration code = Run("diamonds");
        Random random = new(2);
        for (int i = 0; i < 100; i++)
        {
            ulong a = (ulong)random.Next(16), b = (ulong)random.Next(2000), c = (ulong)random.Next(2000);
            Evaluator evaluator = new(new Model().Set("rdi", a).Set("rsi", b).Set("rdx", c));
            Assert.Equal((UInt128)Diamonds(a, b, c), evaluator.Value(code.Final[Register.RAX]));
        }
    }

    [Fact]
    public void A_bounded_loop_ends_and_its_early_exits_meet_the_rest()
    {
        Exploration code = Run("loop");
        ulong x = 0b1011_0110_1110_1;
        ulong s = 0;
        for (int i = 0; i < 20 && s != 77; i++)
            s = (s * 3) + ((x >> i) & 1);
        Assert.Equal((UInt128)s, new Evaluator(new Model().Set("rdi", x)).Value(code.Final[Register.RAX]));
    }

    [Fact]
    public void The_ways_out_of_a_loop_meet_whatever_their_rounds()
    {
        Assert.Single(Run("search").FinalStates);
    }

    [Fact]
    public void What_is_passed_by_reference_may_stand_in_the_callers_frame_or_in_a_region_of_its_own()
    {
        const ulong elsewhere = 0x70_0000;
        RegionLayout word = new(new LayoutStruct(8, [new("Word", 0, new LayoutPrimitive(64))]));
        foreach (ulong address in new[] { StackMemory.ArgumentAddress(8), elsewhere })
        {
            _entry = Explorer.Entry(_store, new(new StackMemory(64, arguments: 16), new TableMemory(_store, word, elsewhere)));
            _entry[Register.RDI] = _store.Constant(address, 64);
            Exploration code = Run("output");
            Term result = code.Final.Memory.Load(code.Final, _store.Constant(address, 64), 8);
            Assert.Same(_store.Add(code.Entry[Register.RSI], _store.Constant(1, 64)), result);
        }
    }

    [Fact]
    public void An_unbounded_loop_is_refused()
    {
        Assert.Contains("loop", Assert.Throws<LiftException>(() => Run("endless")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Unbounded_recursion_is_refused()
    {
        Assert.Contains("calls within", Assert.Throws<LiftException>(() => Run("recursive")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Reaching_a_panic_is_an_obligation_that_it_cannot_happen()
    {
        HashSet<ulong> panic = [Image.Symbol("panic").Address];
        Exploration code = Run("guarded", new() { Unreachable = panic });
        Obligation obligation = Assert.Single(code.Obligations);
        Assert.Equal((ObligationKind.Unreachable, "panic is not reached"), (obligation.Kind, obligation.What));
        Term x = code.Entry[Register.EDI], small = _store.Less(x, _store.Constant(8, 32));
        Assert.Equal(Verdict.Satisfiable, ObligationChecker.Prove(new Z3Solver(), [], obligation.Claim, 0).Verdict);
        Assert.Equal(Verdict.Unsatisfiable, ObligationChecker.Prove(new Z3Solver(), [small], obligation.Claim, 0).Verdict);
    }

    [Fact]
    public void A_register_that_is_not_restored_is_an_obligation_that_fails()
    {
        Obligation obligation = Assert.Single(Run("clobber").Obligations);
        Assert.Equal((ObligationKind.CalleeSaved, "rbx is restored"), (obligation.Kind, obligation.What));
        Assert.Equal(Verdict.Satisfiable, ObligationChecker.Prove(new Z3Solver(), [], obligation.Claim, 0).Verdict);
    }

    [Theory]
    [InlineData("unbalanced", "returns to")]
    [InlineData("syscaller", "control flow of 'syscall'")]
    [InlineData("hypercaller", "control flow of 'vmmcall'")]
    [InlineData("jumper", "control flow of 'jmp rdi'")]
    public void Control_flow_that_leaves_the_known_is_refused(string function, string message)
    {
        Assert.Contains(message, Assert.Throws<LiftException>(() => Run(function)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_modelled_function_is_not_entered()
    {
        ulong twice = Image.Symbols.First(s => s.Name.StartsWith("twice", StringComparison.Ordinal)).Address;
        Dictionary<ulong, FunctionModel> models = new() { [twice] = s => s[Register.RAX] = s.Store.Constant(7, 64) };
        Exploration code = Run("diamonds", new() { Models = models });
        Evaluator evaluator = new(new Model().Set("rdi", 7));
        Assert.Equal((UInt128)21, evaluator.Value(code.Final[Register.RAX]));
    }

    [Fact]
    public void Exploring_twice_gives_the_same_text()
    {
        Term first = Run("diamonds").Final[Register.RAX], second = new ExplorerTests().Run("diamonds").Final[Register.RAX];
        Assert.Equal(Text(first), Text(second));
    }

    private static string Text(Term word) => SmtLib.Print([word.Store.Equal(word, word.Store.Variable("result", 64))]);

    private static ulong Twice(ulong x) => x > 1000 ? 5 : x + x;

    private static ulong Diamonds(ulong a, ulong b, ulong c)
    {
        ulong r = (a & 1) != 0 ? Twice(b) : c;
        r = (a & 2) != 0 ? r + Twice(c) : r ^ b;
        return (a & 4) != 0 ? r + Twice(r) : r ^ a;
    }

    [Fact]
    public void Code_that_stands_behind_the_rest_and_jumps_back_is_executed_once()
    {
        Exploration run = Run("aside");

        Assert.Equal(run.Instructions, run.Steps);
        Assert.Equal(2, run.Merges);
        for (ulong x = 0; x < 4; x++)
        {
            Evaluator evaluator = new(new Model().Set("rdi", x));
            ulong expected = x + 1 + ((x & 1) != 0 ? 5u : 0) + ((x & 2) != 0 ? 7u : 0);
            Assert.Equal(expected, (ulong)evaluator.Value(run.Final[Register.RAX]));
        }
    }

    private Exploration Run(string function, ExplorerOptions? options = null)
    {
        _entry ??= Explorer.Entry(_store, new(new StackMemory(1024), new ReadOnlyData(Image)));
        return Explorer.Run(Image, Image.Symbol(function).Address, _entry, options);
    }
}
