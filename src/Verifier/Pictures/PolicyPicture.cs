using System.Collections.Immutable;
using Verified.Verifier.Intents;
using Verified.Verifier.Isolation;
using Verified.Verifier.Policies;
using Verified.Verifier.Proving;

namespace Verified.Verifier.Pictures;

/// <summary>What joins two nodes of a picture.</summary>
public enum LinkKind
{
    /// <summary>They may share, in one coalition.</summary>
    Share,

    /// <summary>They may share, and at least one is trusted to keep coalitions apart.</summary>
    Trusted,

    /// <summary>They may share across coalitions, and neither is trusted.</summary>
    Hole,

    /// <summary>They may never run together.</summary>
    Conflict,
}

/// <summary>Labels drawn as one.</summary>
/// <param name="Labels">The labels; several only when they are alike in everything.</param>
/// <param name="Group">Index of their coalition or component; -1 for trusted labels.</param>
/// <param name="IsDomainZero">Whether it is domain 0's label.</param>
/// <param name="IsBridge">Whether it is untrusted and has a hole to two groups or more.</param>
public sealed record PictureNode(ImmutableArray<int> Labels, int Group, bool IsDomainZero, bool IsBridge)
{
    /// <summary>Whether the intent trusts it.</summary>
    public bool IsTrusted => Group < 0;
}

/// <summary>A line between two nodes.</summary>
/// <param name="From">Index of a node.</param>
/// <param name="To">Index of a later node.</param>
/// <param name="Kind">What it means.</param>
/// <param name="Names">The types or conflict sets behind it.</param>
public sealed record PictureLink(int From, int To, LinkKind Kind, ImmutableArray<string> Names);

/// <summary>A policy's coalitions, ready to be drawn.</summary>
public sealed record PolicyPicture
{
    /// <summary>Up to so many labels, each has its own node; beyond, labels that are alike share one.</summary>
    private const int SeparateLabels = 60;

    /// <summary>More nodes than this make no picture.</summary>
    private const int MaxNodes = 150;

    /// <summary>The policy.</summary>
    public required Policy Policy { get; init; }

    /// <summary>Whether coalitions were stated; without, groups are what shares and there are no holes.</summary>
    public required bool HasClaim { get; init; }

    /// <summary>Coalitions and labels outside them; without stated coalitions, the components of sharing.</summary>
    public required ImmutableArray<Group> Groups { get; init; }

    /// <summary>The nodes, in the order of the policy.</summary>
    public required ImmutableArray<PictureNode> Nodes { get; init; }

    /// <summary>The lines, in the order of the nodes.</summary>
    public required ImmutableArray<PictureLink> Links { get; init; }

    /// <summary>The shortest chain between two coalitions; null when there is none or nothing is claimed.</summary>
    public required SharingChain? Hole { get; init; }

    /// <summary>Composes the picture.</summary>
    /// <exception cref="InputException">The policy is too large to be looked at.</exception>
    public static PolicyPicture Of(Policy policy, Intent intent)
    {
        IsolationClaim claim = IsolationClaim.Of(policy, intent);
        bool hasClaim = !intent.Coalitions.IsEmpty;
        ImmutableArray<Group> groups = Grouping.Groups(policy, intent, CertificateFinder.Find(claim));
        int[] group = [.. Enumerable.Repeat(-1, policy.VmLabels.Length)];
        for (int i = 0; i < groups.Length; i++)
        {
            foreach (int label in groups[i].Labels)
                group[label] = i;
        }

        ImmutableArray<PictureNode> nodes = NodesOf(policy, group);
        ImmutableArray<PictureLink> links = [.. LinkFinder.Find(policy, nodes, hasClaim)];
        return new()
        {
            Policy = policy,
            HasClaim = hasClaim,
            Groups = groups,
            Nodes = [.. nodes.Select((node, i) => node with { IsBridge = LinkFinder.IsBridge(nodes, links, i) })],
            Links = links,
            Hole = hasClaim ? ChainSearch.Shortest(claim) : null,
        };
    }

    private static ImmutableArray<PictureNode> NodesOf(Policy policy, int[] group)
    {
        bool separate = policy.VmLabels.Length <= SeparateLabels;
        ImmutableArray<PictureNode> nodes = [.. Enumerable.Range(0, policy.VmLabels.Length)
            .GroupBy(label => (group[label], policy.VmLabels[label].SteTypes, policy.VmLabels[label].WallTypes,
                Own: separate || label == policy.Bootstrap ? label : -1))
            .Select(alike => new PictureNode([.. alike], alike.Key.Item1, alike.First() == policy.Bootstrap,
                IsBridge: false))];
        return nodes.Length <= MaxNodes
            ? nodes
            : throw new InputException(new(policy.File),
                $"{nodes.Length} labels that differ are too many for a picture of "
                + $"at most {MaxNodes}", "ask verified explain about pairs, or verified prove for all");
    }
}
