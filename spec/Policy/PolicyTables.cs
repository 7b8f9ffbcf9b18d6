namespace Verified.Spec;

public sealed partial class Specification<TBool, TWord, TTable>
{
    /// <summary>
    /// What one policy says: a row of types for each label, and the conflict sets. The system's state has two: the
    /// policy in force, and the one that is to replace it.
    /// </summary>
    /// <param name="entry">An entry of the tables of <see cref="Labels"/> and <see cref="Conflicts"/>.</param>
    /// <param name="number">The numbers of <see cref="Policy"/> that describe those tables.</param>
    public sealed class PolicyTables(Func<Field, TWord, TWord> entry, Func<Field, TWord> number)
    {
        /// <summary>The policy in a slot.</summary>
        public static PolicyTables In(SystemState state, TWord slot) =>
            new((field, row) => state[field, slot, row], field => state[field, slot]);

        /// <summary>The policy in force.</summary>
        public static PolicyTables InForce(SystemState state) => OfLabelling(state, state[Labellings.Current]);

        /// <summary>The policy whose labels the domains carry in a labelling.</summary>
        public static PolicyTables OfLabelling(SystemState state, TWord labelling) =>
            In(state, state[Labellings.Policy, labelling]);

        /// <summary>Whether the policy has a VM label of this number.</summary>
        public TBool IsLabel(TWord label) => label < number(Policy.LabelCount);

        /// <summary>Whether the policy has a resource label of this number: they are numbered on from VM labels.</summary>
        public TBool IsResource(TWord label) =>
            label >= number(Policy.LabelCount) & label < number(Policy.LabelCount) + number(Policy.ResourceCount);

        /// <summary>
        /// Whether a domain may carry the label: the policy has it, and label 0, <c>__UNLABELED__</c>, only if the
        /// policy defines it.
        /// </summary>
        public TBool MayBeCarried(TWord label) =>
            IsLabel(label) & (label != 0 | number(Policy.UnlabeledDefined) == 1);

        /// <summary>The label that domain 0 alone carries.</summary>
        public TWord BootstrapLabel => number(Policy.BootstrapLabel);

        /// <summary>The Simple Type Enforcement types of a label, STE(label).</summary>
        public TypeSet SteTypes(TWord label) => Row(Labels.SteTypes, label);

        /// <summary>The Chinese Wall types of a label, W.</summary>
        public TypeSet WallTypes(TWord label) => Row(Labels.WallTypes, label);

        /// <summary>The types of a conflict set, C.</summary>
        public TypeSet ConflictSet(TWord set) => Row(Conflicts.Types, set);

        private TypeSet Row(IReadOnlyList<Field> words, TWord row) =>
            new(entry(words[0], row), entry(words[1], row), entry(words[2], row), entry(words[3], row));
    }
}
