using Iced.Intel;
using Verified.Proofs.Image;
using Verified.Spec;
using Verified.Symbolic.Lifting;
using Verified.Symbolic.Memory;
using Verified.Symbolic.Terms;
using Verified.Symbolic.X86;

namespace Verified.Proofs.Contracts;

/// <summary>
/// The calls of routines with a contract in one lifted handler. Such a routine is not entered: what it returns is an
/// entry of an unknown table (<see cref="WallContract.Named"/>) at what it was asked about.
/// </summary>
public sealed class ContractCalls
{
    // Bytes of stack below a caller's that a routine with a contract may use.
    internal const int StackBytes = 512;

    private static readonly Register[] Scratch =
        [Register.RCX, Register.RDX, Register.RSI, Register.RDI, Register.R8, Register.R9, Register.R10, Register.R11];

    private readonly SymbolicSpecification _specification;
    private readonly SymbolicSpecification.SystemState _initial;
    private readonly TableMemory _before;
    private readonly HashSet<(WallContract Contract, WallQuestion At)> _known = [];
    private readonly List<(WallContract Contract, WallQuestion At)> _calls = [];

    /// <summary>No calls yet.</summary>
    /// <param name="specification">The specification.</param>
    /// <param name="initial">The state before, which the answers speak of.</param>
    /// <param name="before">The tables that are that state.</param>
    public ContractCalls(
        SymbolicSpecification specification, SymbolicSpecification.SystemState initial, TableMemory before)
    {
        _specification = specification ?? throw new ArgumentNullException(nameof(specification));
        _initial = initial ?? throw new ArgumentNullException(nameof(initial));
        _before = before ?? throw new ArgumentNullException(nameof(before));
    }

    /// <summary>The contracts of the routines that were called, each once.</summary>
    public IReadOnlyList<WallContract> Contracts => [.. _calls.Select(call => call.Contract).Distinct()];

    /// <summary>What the contracts say: of each call, that the entry is what the specification says.</summary>
    public IReadOnlyList<Term> Facts =>
    [
        .. _calls.Select(call =>
        {
            Term said = call.Contract.Said(_specification, _initial, call.At);
            return said.Store.Equal(call.Contract.Named(said.IsBoolean, call.At), said);
        }),
    ];

    /// <summary>The models of the routines in an image, by address.</summary>
    public IReadOnlyDictionary<ulong, FunctionModel> Models(ImageUnderProof image)
    {
        ArgumentNullException.ThrowIfNull(image);
        return WallContract.All.ToDictionary(
            contract => image.Method(WallContract.Type, contract.Method).Address,
            contract => new FunctionModel(state => Call(contract, state)));
    }

    /// <summary>
    /// A claim in which the entries stand for what the specification says, wherever it says it: true if it holds
    /// whatever the answers are.
    /// </summary>
    /// <param name="claim">A claim about the initial state.</param>
    public Term Abstract(Term claim)
    {
        ArgumentNullException.ThrowIfNull(claim);
        if (_calls.Count == 0)
            return claim;
        IReadOnlyList<Term> terms = TermWalk.PostOrder(claim);
        HashSet<Term> present = [.. terms];
        TermRebuilder rebuilder = new(claim.Store);
        foreach ((WallContract contract, WallQuestion at) in _calls.Concat(Candidates(terms)).Distinct())
        {
            Term said = contract.Said(_specification, _initial, at);
            if (!said.IsConstant && present.Contains(said))
                rebuilder.Replace(said, contract.Named(said.IsBoolean, at));
        }

        return rebuilder.Rebuild(claim);
    }

    // Where the specification asks about another term than the code, as a label that it found in its own way.
    private IEnumerable<(WallContract Contract, WallQuestion At)> Candidates(IReadOnlyList<Term> terms)
    {
        IReadOnlyList<Term> rows = Read(terms, Labels.WallTypes[0]), labellings = Read(terms, Labellings.RunningTypes[0]);
        foreach (WallContract contract in Contracts)
        {
            foreach (Term row in rows.Where(row => row.Width == contract.LabelBits + 1))
            {
                Term policy = row.Store.Extract(row, row.Width - 1, row.Width - 1);
                Term label = row.Store.ZeroExtend(row.Store.Extract(row, row.Width - 2, 0), 32);
                foreach (Term labelling in labellings)
                    yield return (contract, new(policy, labelling, label));
            }
        }
    }

    private IReadOnlyList<Term> Read(IReadOnlyList<Term> terms, Field field)
    {
        Term array = _before[field.Path];
        return
        [
            .. terms.Where(term => term.Kind == TermKind.Select && term.First == array)
                .Select(term => term.Second)
                .Distinct(),
        ];
    }

    // The routine stores nothing but to its own frame, and gives back what a caller keeps: its own lifting says so.
    private void Call(WallContract contract, MachineState state)
    {
        MachineMemory memory = (MachineMemory)state.Memory;
        if (KernelLayout.State.Fields.Any(
            field => !KernelLayout.IsAudit(field.Name) && memory.Tables[field.Name] != _before[field.Name]))
            throw new LiftException(state.Rip, $"{contract.Method} is called after tables have changed");
        WallQuestion at = new(
            memory.Tables.EntryAt(state, state[Register.RDI], "Monitor.Policies"),
            memory.Tables.EntryAt(state, state[Register.RSI], "Monitor.Labellings"),
            state[Register.EDX]);
        Term answer = contract.Named(contract.Said(_specification, _initial, at).IsBoolean, at);
        Term returned = WallContract.Returned(at, answer);
        if (_known.Add((contract, at)))
            _calls.Add((contract, at));
        memory.Part<StackMemory>().Forget(state, StackBytes);
        foreach (Register register in Scratch)
            state[register] = state.Run.Fresh("clobbered", 64);
        foreach (Flag flag in Enum.GetValues<Flag>())
            state[flag] = new(state.Run.Fresh("clobbered", 0));
        for (Register vector = Register.XMM0; vector <= Register.XMM15; vector++)
            state[vector] = state.Run.Fresh("clobbered", 128);
        Term rest = state.Run.Fresh("clobbered", 64 - returned.Width);
        state[Register.RAX] = state.Store.Concat(rest, returned);
    }
}
