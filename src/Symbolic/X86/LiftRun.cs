using System.Globalization;
using Verified.Symbolic.Terms;

namespace Verified.Symbolic.X86;

/// <summary>
/// What all states of one exploration share: the store, the obligations found, and the supply of fresh names.
/// </summary>
public sealed class LiftRun
{
    private readonly List<Obligation> _obligations = [];
    private readonly HashSet<(ulong, Term, Term)> _known = [];
    private int _fresh;

    /// <summary>An empty run.</summary>
    /// <param name="store">Where its terms live.</param>
    public LiftRun(TermStore store)
    {
        Store = store ?? throw new ArgumentNullException(nameof(store));
    }

    /// <summary>Where the run's terms live.</summary>
    public TermStore Store { get; }

    /// <summary>The obligations so far, in the order of exploration, without those that hold by their form.</summary>
    public IReadOnlyList<Obligation> Obligations => _obligations;

    /// <summary>A variable that nothing else speaks of, such as an undefined flag.</summary>
    /// <param name="purpose">The name's first part.</param>
    /// <param name="width">Bits, 0 for a truth value.</param>
    public Term Fresh(string purpose, int width)
    {
        string number = _fresh.ToString(CultureInfo.InvariantCulture);
        _fresh++;
        return Store.Variable($"{purpose}!{number}", width);
    }

    /// <summary>Adds an obligation unless it holds by its form or is known.</summary>
    public void Require(MachineState state, ObligationKind kind, Term condition, string what)
    {
        ArgumentNullException.ThrowIfNull(state);
        Obligation obligation = new(kind, state.Rip, what, state.Path.Term, condition);
        if (!state.Path.Implies(condition) && _known.Add((state.Rip, obligation.Path, condition)))
            _obligations.Add(obligation);
    }
}
