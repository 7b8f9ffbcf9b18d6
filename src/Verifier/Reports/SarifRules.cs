namespace Verified.Verifier.Reports;

/// <summary>A rule as SARIF lists it.</summary>
/// <param name="Id">The finding's rule.</param>
/// <param name="Summary">What such a finding says, in one sentence.</param>
/// <param name="Help">Why it matters and what can be done.</param>
internal sealed record SarifRule(string Id, string Summary, string Help);

/// <summary>Every rule that a finding of a policy or a violated claim can name, in the order of their names.</summary>
internal static class SarifRules
{
    /// <summary>The rules; a finding's <c>ruleIndex</c> is a position here.</summary>
    public static IReadOnlyList<SarifRule> All { get; } =
    [
        new("bootstrap-untrusted", "The label of domain 0 is not named trusted.",
            "Domain 0 can do anything, so a claim that does not rely on its label means nothing. Name it trusted."),
        new("cannot-run-together", "A pair that must share can never run at one time.",
            "A conflict set excludes one of the two, or one beside domain 0. Take a type from the set or from a label."),
        new("cannot-share", "A pair that must share has no type in common.",
            "The monitor refuses every grant and event channel between the two. Give both labels a type."),
        new("dead-conflict-set", "A conflict set can never exclude anything.",
            "VM labels hold fewer than two of its types. Remove the set, or give its types to labels."),
        new("excess-bridge", "A trusted label bridges more than it must.",
            "No pair that must share joins it to the coalition. Take the types from it, or state the pair."),
        new("label-in-no-coalition", "A VM label is in no coalition of the intent.",
            "It is held to sharing with no untrusted label. Name it in a coalition to say where it belongs."),
        new("label-never-starts", "A VM label can never start.",
            "A conflict set excludes it beside domain 0, which always runs. Take the type from one of the two labels."),
        new("may-run-together", "A pair that must never run together may.",
            "No conflict set excludes it. Give each label a Chinese Wall type, and put both types into one conflict set."),
        new("needless-trust", "A trusted label bridges nothing.",
            "It shares with fewer than two coalitions. Name it in a coalition, so that less has to be relied on."),
        new("nothing-untrusted", "Every VM label is trusted.",
            "Isolation then says nothing. Trust only labels that must bridge coalitions."),
        new("null-policy", "The policy has no types at all.",
            "No kernel starts with it. Give it Simple Type Enforcement or a Chinese Wall."),
        new("self-conflicting-label", "A VM label holds two types of one conflict set.",
            "The policy is invalid: such a label excludes itself. Leave it one of the types."),
        new("unreachable-resource", "No VM may use a resource.",
            "No VM label holds the resource's type. Give the type to the label of a VM that serves it."),
        new("untrusted-bridge", "Data can cross from one coalition into another with no trusted label between.",
            "Take a type from the label that joins them, or name that label trusted if it is to keep them apart."),
        new("unused-type", "No label holds a type.",
            "The type has no effect. Remove it, or give it to a label."),
    ];

    /// <summary>The position of a rule in <see cref="All"/>.</summary>
    /// <exception cref="InvalidOperationException">The rule is not listed.</exception>
    public static int IndexOf(string id)
    {
        for (int rule = 0; rule < All.Count; rule++)
        {
            if (All[rule].Id == id)
                return rule;
        }

        throw new InvalidOperationException($"rule '{id}' is not listed for SARIF");
    }
}
