using System.Text;

namespace Verified.PolicyCommands.Tests.Support;

/// <summary>A policy in words: two policies that say the same have the same words, wherever they were read.</summary>
internal static class Words
{
    public static string Of(Policy policy)
    {
        StringBuilder text = new();
        text.AppendLine($"{policy.Name}|{policy.Version ?? new(0, 0)}|{policy.From}|{policy.Bootstrap}");
        text.AppendLine(string.Join(',', policy.SteTypes.Select(type => type.Name)));
        text.AppendLine(string.Join(',', policy.WallTypes.Select(type => type.Name)));
        foreach (ConflictSet set in policy.ConflictSets)
            text.AppendLine($"{set.Name}: {Uses(set.Uses)}");
        foreach (VmLabel label in policy.VmLabels)
            text.AppendLine($"{label.Name} from {label.From}: {Uses(label.SteUses)} | {Uses(label.WallUses)}");
        foreach (ResourceLabel label in policy.ResourceLabels)
            text.AppendLine($"{label.Name} from {label.From}: {label.Use.Type}");
        return text.ToString();
    }

    private static string Uses(IEnumerable<TypeUse> uses) => string.Join(',', uses.Select(use => use.Type));
}
