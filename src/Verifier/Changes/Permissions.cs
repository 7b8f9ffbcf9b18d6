using Verified.Verifier.Policies;

namespace Verified.Verifier.Changes;

/// <summary>What one policy permits, asked by labels that it may not have.</summary>
/// <param name="policy">The policy.</param>
/// <param name="vmLabels">For each label asked for, its index in the policy, or -1.</param>
/// <param name="resourceLabels">For each resource asked for, its index in the policy, or -1.</param>
internal sealed class Permissions(Policy policy, int[] vmLabels, int[] resourceLabels)
{
    private readonly WallTable _wall = new(policy);
    private readonly TypeSet[] _types =
        [.. vmLabels.Select(label => label < 0 ? default : policy.VmLabels[label].SteTypes)];

    /// <summary>A domain of the label can exist.</summary>
    public bool Runs(int label) => vmLabels[label] >= 0 && _wall.CanRun(vmLabels[label]);

    /// <summary>The label is domain 0's.</summary>
    public bool DomainZero(int label) => vmLabels[label] >= 0 && vmLabels[label] == policy.Bootstrap;

    /// <summary>A domain of the label can be created: the bootstrap label is domain 0's alone.</summary>
    public bool Create(int label) => Runs(label) && !DomainZero(label);

    /// <summary>Two domains of the labels may share. A label that the policy does not have holds no type.</summary>
    public bool Share(int a, int b) =>
        _types[a].Meets(_types[b]) && (a != b || vmLabels[a] != policy.Bootstrap);

    /// <summary>Domains of two labels, both of which can run, can run at a time.</summary>
    public bool RunTogether(int a, int b) => _wall.CanRunTogether(vmLabels[a], vmLabels[b]);

    /// <summary>Domains of the label may use the resource.</summary>
    public bool Access(int label, int resource) =>
        resourceLabels[resource] >= 0
        && _types[label].Contains(policy.ResourceLabels[resourceLabels[resource]].Use.Type);
}
