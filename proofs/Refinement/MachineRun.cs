using System.Diagnostics;
using Iced.Intel;
using Verified.Proofs.Contracts;
using Verified.Proofs.Image;
using Verified.Proofs.Operations;
using Verified.Symbolic.Elf;
using Verified.Symbolic.Lifting;
using Verified.Symbolic.Memory;
using Verified.Symbolic.Terms;
using Verified.Symbolic.X86;

namespace Verified.Proofs.Refinement;

/// <summary>
/// A handler's machine code, lifted from its entry to its return: its arguments are unknown, and so are the upper
/// halves of the registers that hold 32-bit ones; the tables are unknown arrays.
/// </summary>
public sealed class MachineRun
{
    /// <summary>Bytes of stack that a handler may use.</summary>
    public const int StackBytes = 4096;

    /// <summary>
    /// Where a handler's output stands: memory of the caller's that nothing else speaks of, apart from the tables, the
    /// guests' frames and the handler's own stack. A C# caller passes a variable of its own.
    /// </summary>
    public const ulong OutputAddress = 0x0000_3000_0000_0000;

    private const int RegisterArguments = 6;

    private MachineRun(
        Exploration exploration,
        IReadOnlyList<Term> arguments,
        SymbolicSpecification.SystemState initial,
        ContractCalls calls,
        long milliseconds)
    {
        Calls = calls;
        Exploration = exploration;
        Arguments = arguments;
        Initial = initial;
        Final = exploration.Final;
        Figures = new(exploration.Instructions, exploration.Steps, exploration.Merges, milliseconds);
    }

    /// <summary>What was explored.</summary>
    public Exploration Exploration { get; }

    /// <summary>The arguments after the state, each as wide as it is.</summary>
    public IReadOnlyList<Term> Arguments { get; }

    /// <summary>The state before, over the same unknown arrays as the machine's memory.</summary>
    public SymbolicSpecification.SystemState Initial { get; }

    /// <summary>All returns as one state.</summary>
    public MachineState Final { get; }

    /// <summary>The result: RAX.</summary>
    public Term Result => Final[Register.RAX];

    /// <summary>The tables before.</summary>
    public TableMemory TablesBefore => ((MachineMemory)Exploration.Entry.Memory).Tables;

    /// <summary>The tables after.</summary>
    public TableMemory TablesAfter => ((MachineMemory)Final.Memory).Tables;

    /// <summary>What the handler put out: one word a field, in their order; none when it has no output.</summary>
    public IReadOnlyList<(string Name, Term Word)> Outputs
    {
        get
        {
            if (!((MachineMemory)Final.Memory).HasTablesAt(OutputAddress))
                return [];
            TableMemory output = ((MachineMemory)Final.Memory).TablesAt(OutputAddress);
            return [.. output.Layout.Fields.Select(f => (f.Name, output[f.Name]))];
        }
    }

    /// <summary>The accesses to guest frames, in their order.</summary>
    public IReadOnlyList<GuestEffect> GuestEffects => ((MachineMemory)Final.Memory).Frames.Effects;

    /// <summary>The calls of routines whose contracts took their place.</summary>
    public ContractCalls Calls { get; }

    /// <summary>How much was lifted.</summary>
    public LiftingFigures Figures { get; }

    /// <summary>Lifts an operation's handler.</summary>
    /// <param name="image">The image.</param>
    /// <param name="operation">The operation.</param>
    /// <param name="specification">The specification.</param>
    /// <param name="store">Where the terms live.</param>
    /// <param name="byContract">False to enter the routines that have a contract, too.</param>
    /// <exception cref="LiftException">The code does what no proved code may do.</exception>
    /// <exception cref="ElfException">The image lacks a symbol.</exception>
    public static MachineRun Lift(
        ImageUnderProof image,
        Operation operation,
        SymbolicSpecification specification,
        TermStore store,
        bool byContract = true)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(operation);
        Stopwatch watch = Stopwatch.StartNew();
        TableMemory tables = new(
            store,
            KernelLayout.State,
            image.StateAddress,
            new Dictionary<string, ulong> { [KernelLayout.MemoryBaseField] = KernelLayout.MemoryBase });
        IReadOnlyList<string> parameters = operation.ParametersIn(specification);
        MachineState entry = Explorer.Entry(store, new MachineMemory(
        [
            tables,
            .. Output(operation, store),
            new StackMemory(StackBytes, 8 * Math.Max(0, parameters.Count - RegisterArguments)),
            new FramePool(KernelLayout.MemoryBase, (ulong)specification.Sizes.Frames),
            new ReadOnlyData(image.Elf),
        ]));
        Dictionary<string, Term> passed = [];
        for (int i = 0; i < parameters.Count; i++)
            passed[parameters[i]] = Pass(entry, i, parameters[i], image.StateAddress);
        IReadOnlyList<Term> arguments = [.. operation.In(specification).Arguments.Select(argument =>
            passed.TryGetValue(argument.Name, out Term? word)
                ? store.Extract(word, argument.Width - 1, 0)
                : store.Variable(argument.Name, argument.Width))];
        SymbolicSpecification.SystemState initial =
            SymbolicTables.State(specification.Sizes, field => tables[field.Path]);
        ContractCalls calls = new(specification, initial, tables);
        ExplorerOptions options = new() { Unreachable = Panics(image) };
        Exploration exploration = Explorer.Run(
            image.Elf,
            image.Method(operation.Type, operation.Method).Address,
            entry,
            byContract ? options with { Models = calls.Models(image) } : options);
        return new(exploration, arguments, initial, calls, watch.ElapsedMilliseconds);
    }

    private static IEnumerable<TableMemory> Output(Operation operation, TermStore store) =>
        operation.OutputLayout is { } layout ? [new TableMemory(store, layout, OutputAddress)] : [];

    /// <summary>
    /// Puts a parameter into its register or, beyond the sixth, on the stack, 8 bytes each (System V ABI, 3.2.3): an
    /// unknown, unless it is the state's address or the output's.
    /// </summary>
    private static Term Pass(MachineState entry, int number, string name, ulong state)
    {
        TermStore store = entry.Store;
        Term? known = name switch
        {
            Operation.State => store.Constant(state, 64),
            Operation.Out => store.Constant(OutputAddress, 64),
            _ => null,
        };
        if (number < RegisterArguments)
        {
            Register register = Explorer.Argument(number);
            if (known is not null)
                entry[register] = known;
            return entry[register];
        }

        Term word = known ?? store.Variable($"argument{number}", 64);
        ulong address = StackMemory.ArgumentAddress(8 * (number - RegisterArguments));
        entry.Memory.Store(entry, store.Constant(address, 64), word);
        return word;
    }

    /// <summary>Where the machine code gives up: failed bounds checks and impossible states.</summary>
    internal static HashSet<ulong> Panics(ImageUnderProof image) =>
    [
        .. image.Functions
            .Where(symbol => symbol.Name.Contains("_ThrowHelpers__", StringComparison.Ordinal)
                || symbol.Name.EndsWith("_Halt__Impossible", StringComparison.Ordinal)
                || symbol.Name is "runtime_panic")
            .Select(symbol => symbol.Address),
    ];
}
