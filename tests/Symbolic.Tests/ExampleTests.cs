using Iced.Intel;
using Verified.Symbolic.Elf;
using Verified.Symbolic.Lifting;
using Verified.Symbolic.Logic;
using Verified.Symbolic.Memory;
using Verified.Symbolic.Solving;
using Verified.Symbolic.Terms;
using Verified.Symbolic.X86;

namespace Verified.Symbolic.Tests;

/// <summary>How the parts go together: machine code of a handler against its specification.</summary>
public sealed class ExampleTests
{
    private const string Source = """
        typedef unsigned char u8; typedef unsigned short u16; typedef unsigned int u32;
        struct port { u8 state, pad; u16 domain; u16 port; u16 virq; };
        struct state { struct port ports[64][1024]; u32 count; u32 pad; } State;
        long reserve(struct state *s, u32 domain, u32 port)
        {
            if (domain >= 64 || port >= 1024) return -22;
            struct port *p = &s->ports[domain][port];
            if (p->state != 0) return -16;
            p->state = 1; p->pad = 0; s->count++;
            return 0;
        }
        """;

    private static readonly LayoutStruct Port = new(
        8,
        [
            new("State", 0, new LayoutPrimitive(8)), new("Padding", 1, new LayoutPrimitive(8)),
            new("Domain", 2, new LayoutPrimitive(16)), new("Port", 4, new LayoutPrimitive(16)),
            new("Virq", 6, new LayoutPrimitive(16)),
        ]);

    private static readonly RegionLayout Layout = new(new LayoutStruct(
        (64 * 1024 * 8) + 8,
        [
            new("Ports", 0, new LayoutArray(new LayoutArray(Port, 1024), 64)),
            new("Count", 64 * 1024 * 8, new LayoutPrimitive(32)), new("Padding", (64 * 1024 * 8) + 4, new LayoutPrimitive(32)),
        ]));

    [Fact]
    public void Machine_code_of_a_handler_is_compared_with_its_specification()
    {
        ElfFile elf = TinyImage.Compile(Source);
        TermStore store = new();
        ulong address = elf.Symbol("State").Address;
        MachineState entry = Explorer.Entry(store, new(new StackMemory(256), new TableMemory(store, Layout, address)));
        entry[Register.RDI] = store.Constant(address, 64);
        SymbolicWord domain = new(entry[Register.ESI]), port = new(entry[Register.EDX]);

        Exploration code = Explorer.Run(elf, elf.Symbol("reserve").Address, entry);

        SymbolicTable states = ((MachineMemory)entry.Memory).Tables.Table("Ports.State");
        SymbolicBool inRange = (domain < SymbolicWord.Constant(64, 32)) & (port < SymbolicWord.Constant(1024, 32));
        SymbolicBool done = inRange & (states[domain, port] == SymbolicWord.Constant(0, 8));
        SymbolicTable next = SymbolicTable.If(done, states.With(domain, port, SymbolicWord.Constant(1, 8)), states);
        SymbolicWord result = SymbolicWord.If(
            done,
            SymbolicWord.Constant(0, 64),
            SymbolicWord.If(inRange, SymbolicWord.Constant(unchecked((ulong)-16), 64), SymbolicWord.Constant(unchecked((ulong)-22), 64)));

        MachineState final = code.Final;
        Term anywhere = store.Variable("k", 16);
        Term same = store.And(
            store.Equal(final[Register.RAX], result.ToTerm(store)),
            store.Equal(
                store.Select(((MachineMemory)final.Memory).Tables["Ports.State"], anywhere),
                store.Select(next.Array, anywhere)));
        ISolver solver = new Z3Solver();
        Assert.Equal(Verdict.Unsatisfiable, ObligationChecker.Prove(solver, [], same, 10_000_000).Verdict);
        Assert.Equal(Verdict.Unsatisfiable, ObligationChecker.Prove(solver, [], code.Claims, 10_000_000).Verdict);

        // A specification that forgets a check is refuted, with a state that shows the difference.
        Term wrong = store.Equal(
            store.Select(((MachineMemory)final.Memory).Tables["Ports.State"], anywhere),
            store.Select(states.With(domain, port, SymbolicWord.Constant(1, 8)).Array, anywhere));
        Answer refuted = ObligationChecker.Prove(solver, [inRange.ToTerm(store)], wrong, 10_000_000);
        Assert.NotEqual((UInt128)0, new Evaluator(refuted.Model!).Value(states[domain, port].ToTerm(store)));
    }
}
