using Verified.Verifier.Policies;

namespace Verified.Verifier.Intents;

/// <summary>What makes an intent contradict itself.</summary>
internal static class IntentRules
{
    /// <summary>Every label is trusted, in one coalition, or in none; it is named there once.</summary>
    /// <exception cref="InputException">A label is named twice.</exception>
    public static void Check(Intent intent, Policy policy)
    {
        Dictionary<int, string> role = [];
        foreach (Coalition coalition in intent.Coalitions)
        {
            foreach (LabelUse use in coalition.Labels)
                Assign(use, $"in coalition {NameRules.Quote(coalition.Name)}");
        }

        foreach (LabelUse use in intent.Trusted)
            Assign(use, "trusted");

        void Assign(LabelUse use, string newRole)
        {
            string name = NameRules.Quote(policy.VmLabels[use.Label].Name);
            if (!role.TryAdd(use.Label, newRole))
            {
                throw new InputException(use.Place, $"label {name} is {newRole}, and {role[use.Label]} already",
                    "name it once");
            }
        }
    }
}
