using System.Collections.Concurrent;
using Verified.Proofs.Image;
using Verified.Proofs.Refinement;
using Verified.Symbolic.Solving;

namespace Verified.Proofs.Contracts;

/// <summary>
/// What was found about the routines with a contract in one image: each is decided once, however many handlers call it,
/// and a handler that comes while that is under way waits for it.
/// </summary>
public sealed class ContractFindings
{
    private readonly ConcurrentDictionary<WallContract, Lazy<Found>> _found = [];
    private readonly ImageUnderProof _image;
    private readonly ISolver _solver;
    private readonly ulong _budget;

    /// <summary>Nothing is decided yet.</summary>
    /// <param name="image">The image.</param>
    /// <param name="solver">Who decides.</param>
    /// <param name="budget">The solver's resource units for one question.</param>
    public ContractFindings(ImageUnderProof image, ISolver solver, ulong budget)
    {
        _image = image ?? throw new ArgumentNullException(nameof(image));
        _solver = solver ?? throw new ArgumentNullException(nameof(solver));
        _budget = budget;
    }

    /// <summary>That the routine returns what the specification says.</summary>
    /// <param name="contract">The routine's contract.</param>
    /// <exception cref="Symbolic.X86.LiftException">The code does what no proved code may do.</exception>
    public IReadOnlyList<Finding> Returns(WallContract contract) => Of(contract).Returns;

    /// <summary>That the routine is confined.</summary>
    /// <param name="contract">The routine's contract.</param>
    /// <exception cref="Symbolic.X86.LiftException">The code does what no proved code may do.</exception>
    public IReadOnlyList<Finding> Confined(WallContract contract) => Of(contract).Confined;

    private Found Of(WallContract contract)
    {
        ArgumentNullException.ThrowIfNull(contract);
        return _found.GetOrAdd(contract, asked => new(() => Decide(asked))).Value;
    }

    private Found Decide(WallContract contract)
    {
        ContractProof proof = new(_image, contract);
        return new(
            [.. proof.Returns.Select(o => proof.Prover(_solver, _budget).Prove(o))],
            [.. proof.Confined.Select(o => proof.Prover(_solver, _budget).Prove(o))]);
    }

    private sealed record Found(IReadOnlyList<Finding> Returns, IReadOnlyList<Finding> Confined);
}
