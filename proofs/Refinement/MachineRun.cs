using System.Diagnostics;
using Iced.Intel;
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

    private const int RegisterArguments = 6;

    private MachineRun(
        Exploration exploration, IReadOnlyList<Term> arguments, SymbolicSpecification.SystemState initial, long milliseconds)
    {
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

    /// <summary>The accesses to guest frames, in their order.</summary>
    public IReadOnlyList<GuestEffect> GuestEffects => ((MachineMemory)Final.Memory).Frames.Effects;

    /// <summary>How much was lifted.</summary>
    public LiftingFigures Figures { get; }

    /// <summary>Lifts an operation's handler.</summary>
    /// <exception cref="LiftException">The code does what no proved code may do.</exception>
    /// <exception cref="ElfException">The image lacks a symbol.</exception>
    public static MachineRun Lift(
        ImageUnderProof image, Operation operation, SymbolicSpecification specification, TermStore store)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(operation);
        Stopwatch watch = Stopwatch.StartNew();
        TableMemory tables = new(
            store,
            KernelLayout.State,
            image.StateAddress,
            new Dictionary<string, ulong> { [KernelLayout.MemoryBaseField] = KernelLayout.MemoryBase });
        MachineState entry = Explorer.Entry(store, new MachineMemory(
            tables,
            new StackMemory(StackBytes, StackArgumentBytes(operation, specification)),
            new FramePool(KernelLayout.MemoryBase, (ulong)specification.Sizes.Frames),
            new ReadOnlyData(image.Elf)));
        entry[Register.RDI] = store.Constant(image.StateAddress, 64);
        IReadOnlyList<Term> arguments = [.. operation.In(specification).Arguments.Select((argument, i) =>
            store.Extract(ArgumentWord(entry, i + 1), argument.Width - 1, 0))];
        SymbolicSpecification.SystemState initial =
            SymbolicTables.State(specification.Sizes, field => tables[field.Path]);
        Exploration exploration = Explorer.Run(
            image.Elf,
            image.Method(operation.Type, operation.Method).Address,
            entry,
            new ExplorerOptions { Unreachable = Panics(image) });
        return new(exploration, arguments, initial, watch.ElapsedMilliseconds);
    }

    /// <summary>Arguments beyond the sixth stand on the stack, 8 bytes each (System V ABI, 3.2.3).</summary>
    private static int StackArgumentBytes(Operation operation, SymbolicSpecification specification) =>
        8 * Math.Max(0, operation.In(specification).Arguments.Count + 1 - RegisterArguments);

    /// <summary>The register or the stack's word that holds an argument: an unknown.</summary>
    private static Term ArgumentWord(MachineState entry, int number)
    {
        if (number < RegisterArguments)
            return entry[Explorer.Argument(number)];
        Term word = entry.Store.Variable($"argument{number}", 64);
        ulong address = StackMemory.ArgumentAddress(8 * (number - RegisterArguments));
        entry.Memory.Store(entry, entry.Store.Constant(address, 64), word);
        return word;
    }

    /// <summary>Where the machine code gives up: failed bounds checks and impossible states.</summary>
    private static HashSet<ulong> Panics(ImageUnderProof image) =>
    [
        .. image.Functions
            .Where(symbol => symbol.Name.Contains("_ThrowHelpers__", StringComparison.Ordinal)
                || symbol.Name.EndsWith("_Halt__Impossible", StringComparison.Ordinal)
                || symbol.Name is "runtime_panic")
            .Select(symbol => symbol.Address),
    ];
}
