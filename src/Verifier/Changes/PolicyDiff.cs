using System.Collections.Immutable;
using Verified.Verifier.Policies;

namespace Verified.Verifier.Changes;

/// <summary>What a policy permits.</summary>
public enum Permission
{
    /// <summary>The label is domain 0's.</summary>
    DomainZero,

    /// <summary>A domain other than domain 0 may be created with the label.</summary>
    Create,

    /// <summary>Domains of the two labels may share; for one label, two domains of it.</summary>
    Share,

    /// <summary>Domains of two labels, each of which may run, may run at a time.</summary>
    RunTogether,

    /// <summary>Domains of the VM label may use the resource.</summary>
    Access,
}

/// <summary>A permission that only one of two policies gives.</summary>
/// <param name="Permission">Which.</param>
/// <param name="First">A VM label: index into <see cref="PolicyDiff.VmLabels"/>.</param>
/// <param name="Second">
/// The other VM label, not before the first; or the resource, for access; or the same label.
/// </param>
public readonly record struct Change(Permission Permission, int First, int Second);

/// <summary>How what a new policy permits compares with what the old one does.</summary>
public enum Comparison
{
    /// <summary>Both permit the same.</summary>
    Equivalent,

    /// <summary>The new one permits less and nothing more.</summary>
    Stricter,

    /// <summary>The new one permits more and nothing less.</summary>
    Looser,

    /// <summary>Each permits something that the other refuses.</summary>
    Incomparable,
}

/// <summary>
/// The difference between two policies as sets of permissions. A label that a policy does not have is permitted
/// nothing there. Linear in the pairs of labels.
/// </summary>
public sealed class PolicyDiff
{
    private PolicyDiff(Policy old, Policy @new) => (Old, New) = (old, @new);

    /// <summary>The policy before.</summary>
    public Policy Old { get; }

    /// <summary>The policy after.</summary>
    public Policy New { get; }

    /// <summary>The VM labels of both: those of the new policy in its order, then the deleted ones.</summary>
    public ImmutableArray<Successor> VmLabels { get; private init; }

    /// <summary>The resource labels of both, likewise.</summary>
    public ImmutableArray<Successor> ResourceLabels { get; private init; }

    /// <summary>What only the new policy permits, by kind and then by label.</summary>
    public ImmutableArray<Change> Gained { get; private set; } = [];

    /// <summary>What only the old policy permits, by kind and then by label.</summary>
    public ImmutableArray<Change> Lost { get; private set; } = [];

    /// <summary>The answer in a word.</summary>
    public Comparison Comparison => (Gained.IsEmpty, Lost.IsEmpty) switch
    {
        (true, true) => Comparison.Equivalent,
        (true, false) => Comparison.Stricter,
        (false, true) => Comparison.Looser,
        _ => Comparison.Incomparable,
    };

    /// <summary>Compares two policies.</summary>
    public static PolicyDiff Between(Policy old, Policy @new)
    {
        PolicyDiff diff = new(old, @new)
        {
            VmLabels = Succession.OfVmLabels(old, @new),
            ResourceLabels = Succession.OfResourceLabels(old, @new),
        };
        diff.Compare();
        return diff;
    }

    private void Compare()
    {
        Permissions before =
            new(Old, [.. VmLabels.Select(label => label.Old)], [.. ResourceLabels.Select(label => label.Old)]);
        Permissions after = new(New, [.. VmLabels.Select(label => label.New)],
            [.. ResourceLabels.Select(label => label.New)]);
        ImmutableArray<Change>.Builder gained = ImmutableArray.CreateBuilder<Change>();
        ImmutableArray<Change>.Builder lost = ImmutableArray.CreateBuilder<Change>();
        int labels = VmLabels.Length;

        for (int a = 0; a < labels; a++)
            Note(before.DomainZero(a), after.DomainZero(a), new(Permission.DomainZero, a, a));
        for (int a = 0; a < labels; a++)
            Note(before.Create(a), after.Create(a), new(Permission.Create, a, a));
        for (int a = 0; a < labels; a++)
        {
            for (int b = a; b < labels; b++)
                Note(before.Share(a, b), after.Share(a, b), new(Permission.Share, a, b));
        }

        for (int a = 0; a < labels; a++)
        {
            for (int b = a + 1; b < labels; b++)
            {
                // A label that cannot run in one of the policies is a difference of its own, told once and
                // not once a pair.
                if (before.Runs(a) && before.Runs(b) && after.Runs(a) && after.Runs(b))
                    Note(before.RunTogether(a, b), after.RunTogether(a, b), new(Permission.RunTogether, a, b));
            }
        }

        for (int a = 0; a < labels; a++)
        {
            for (int resource = 0; resource < ResourceLabels.Length; resource++)
                Note(before.Access(a, resource), after.Access(a, resource), new(Permission.Access, a, resource));
        }

        Gained = gained.ToImmutable();
        Lost = lost.ToImmutable();

        void Note(bool was, bool @is, Change change)
        {
            if (was != @is)
                (@is ? gained : lost).Add(change);
        }
    }
}
