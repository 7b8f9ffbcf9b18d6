using Iced.Intel;
using Verified.Proofs.Image;
using Verified.Proofs.Refinement;
using Verified.Symbolic.Lifting;
using Verified.Symbolic.Memory;
using Verified.Symbolic.Solving;
using Verified.Symbolic.Terms;
using Verified.Symbolic.X86;

namespace Verified.Proofs.Contracts;

/// <summary>
/// That the machine code of a routine keeps its contract: for every policy, labelling and label, and in every state
/// that satisfies the invariant, it returns what the specification says, changes nothing, and is confined as a handler
/// is. A caller has changed no table that it reads, so that it finds what it would have found at the handler's entry.
/// </summary>
public sealed class ContractProof
{
    private readonly ImageUnderProof _image;
    private readonly WallContract _contract;
    private readonly TermStore _store = new();
    private readonly SymbolicSpecification _specification = new(Spec.Sizes.Image);
    private readonly TableMemory _tables;
    private readonly MachineState _entry;
    private readonly WallQuestion _question;
    private readonly Exploration _exploration;
    private readonly SymbolicSpecification.SystemState _state;

    /// <summary>Lifts the routine.</summary>
    /// <exception cref="LiftException">The code does what no proved code may do.</exception>
    /// <exception cref="Symbolic.Elf.ElfException">The image lacks the symbol.</exception>
    public ContractProof(ImageUnderProof image, WallContract contract)
    {
        _image = image ?? throw new ArgumentNullException(nameof(image));
        _contract = contract ?? throw new ArgumentNullException(nameof(contract));
        _tables = new(
            _store,
            KernelLayout.State,
            image.StateAddress,
            new Dictionary<string, ulong> { [KernelLayout.MemoryBaseField] = KernelLayout.MemoryBase });
        _state = SymbolicTables.State(_specification.Sizes, field => _tables[field.Path]);
        _entry = Explorer.Entry(_store, new MachineMemory(
        [
            _tables,
            new StackMemory(ContractCalls.StackBytes),
            new FramePool(KernelLayout.MemoryBase, (ulong)_specification.Sizes.Frames),
            new ReadOnlyData(image.Elf),
        ]));
        Term policy = _store.Variable("policy", 1), labelling = _store.Variable("labelling", 1);
        _entry[Register.RDI] = Address("Monitor.Policies", policy);
        _entry[Register.RSI] = Address("Monitor.Labellings", labelling);
        _question = new(policy, labelling, _entry[Register.EDX]);
        _exploration = Explorer.Run(
            image.Elf,
            image.Method(WallContract.Type, contract.Method).Address,
            _entry,
            new ExplorerOptions { Unreachable = MachineRun.Panics(image) });
        RequireQuiet();
    }

    /// <summary>That it returns what the specification says.</summary>
    public IReadOnlyList<ProofObligation> Returns
    {
        get
        {
            Term said = _contract.Said(_specification, _state, _question);
            Term returned = WallContract.Returned(_question, said);
            Term agrees = _store.Equal(_store.Extract(_exploration.Final[Register.RAX], returned.Width - 1, 0), returned);
            Term fits = said.IsBoolean
                ? _store.True
                : _store.Equal(_store.ZeroExtend(_store.Extract(said, 31, 0), 64), said);
            return [new($"{_contract.Method} keeps its contract", _store.And(agrees, fits))];
        }
    }

    /// <summary>That it is confined, as far as that does not hold by its form.</summary>
    public IReadOnlyList<ProofObligation> Confined =>
    [
        .. _exploration.Obligations
            .Select(o => new ProofObligation(
                $"{_contract.Method}: {o.What} at {_image.Elf.Describe(o.Address)}", o.Claim, o.Address))
            .DistinctBy(o => o.Claim),
    ];

    /// <summary>Who decides its obligations.</summary>
    public Prover Prover(ISolver solver, ulong budget) =>
        new(solver, new(_specification, _state, _store), _store.True, budget);

    // Not a question for the solver: the arrays are the very same terms, and no frame is touched.
    private void RequireQuiet()
    {
        MachineMemory after = (MachineMemory)_exploration.Final.Memory;
        if (after.Frames.Effects.Count > 0
            || KernelLayout.State.Fields.Any(field => after.Tables[field.Name] != _tables[field.Name]))
            throw new LiftException(_entry.Rip, $"{_contract.Method} changes memory");
        // What stands outside the specification may have changed by the time of a call.
        Term? audit = TermWalk.Variables([_exploration.Final[Register.RAX], _exploration.Claims])
            .FirstOrDefault(variable => KernelLayout.IsAudit(variable.Name));
        if (audit is not null)
            throw new LiftException(_entry.Rip, $"{_contract.Method} looks at {audit.Name}");
    }

    private Term Address(string table, Term entry)
    {
        IReadOnlyList<TableField> fields =
            [.. KernelLayout.State.Fields.Where(f => f.Name.StartsWith(table + ".", StringComparison.Ordinal))];
        ulong stride = fields.First(f => f.Dimensions.Count == 1).Dimensions[0].Stride;
        return _store.Add(
            _store.Constant(_image.StateAddress + fields.Min(f => f.Offset), 64),
            _store.Multiply(_store.ZeroExtend(entry, 64), _store.Constant(stride, 64)));
    }
}
