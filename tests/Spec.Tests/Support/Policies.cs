using Verified.Spec;

namespace Verified.Tests;

/// <summary>Policies put straight into a machine's tables, small enough to check by eye.</summary>
internal static class Policies
{
    /// <summary>Loads labels, by the sets of their types; conflict sets; label 0 is one of the policy's.</summary>
    public static void Load(
        KernelMachine machine,
        (ulong Ste, ulong Wall)[] labels,
        ulong[] conflicts,
        ulong bootstrapLabel,
        bool unlabeledDefined = true,
        params ulong[] resources)
    {
        for (int i = 0; i < resources.Length; i++)
            machine.Write(Labels.SteTypes[0], 0, labels.Length + i, resources[i]);
        machine.Write(Policy.ResourceCount, 0, 0, (ulong)resources.Length);

        for (int i = 0; i < labels.Length; i++)
        {
            machine.Write(Labels.SteTypes[0], 0, i, labels[i].Ste);
            machine.Write(Labels.WallTypes[0], 0, i, labels[i].Wall);
        }

        for (int i = 0; i < conflicts.Length; i++) machine.Write(Conflicts.Types[0], 0, i, conflicts[i]);
        machine.Write(Policy.LabelCount, 0, 0, (ulong)labels.Length);
        machine.Write(Policy.ConflictCount, 0, 0, (ulong)conflicts.Length);
        machine.Write(Policy.BootstrapLabel, 0, 0, bootstrapLabel);
        machine.Write(Policy.UnlabeledDefined, 0, 0, unlabeledDefined ? 1U : 0);
    }

    /// <summary>
    /// Four labels: 0 unlabeled without types, 1 bootstrap with all, 2 and 3 that share with it but not with each
    /// other, 4 that shares with 2; types 1 and 2 of the Chinese Wall conflict, and labels 3 and 4 carry them. Then
    /// two resources: 5, which 1, 2 and 4 may access, and 6, which 1 and 3 may.
    /// </summary>
    public static void LoadSample(KernelMachine machine) => Load(
        machine,
        [(0, 0), (0b111, 0b1), (0b010, 0), (0b100, 0b10), (0b010, 0b100)],
        [0b110],
        bootstrapLabel: 1,
        unlabeledDefined: true,
        0b010,
        0b100);
}
