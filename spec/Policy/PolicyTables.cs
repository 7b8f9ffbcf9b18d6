namespace Verified.Spec;

public sealed partial class Specification<TBool, TWord, TTable>
{
    /// <summary>
    /// What one policy says: a row of types for each label, and the conflict sets. The policy in force is part of the
    /// system's state; one that is to replace it has the same fields.
    /// </summary>
    /// <param name="table">The tables of <see cref="Labels"/> and <see cref="Conflicts"/>.</param>
    /// <param name="word">The numbers of <see cref="Policy"/> that describe those tables.</param>
    public sealed class PolicyTables(Func<Field, TTable> table, Func<Field, TWord> word)
    {
        /// <summary>The policy in force.</summary>
        public static PolicyTables InForce(SystemState state) => new(state.Table, state.Word);

        /// <summary>Whether the policy has a VM label of this number.</summary>
        public TBool IsLabel(TWord label) => label < Read(Policy.LabelCount);

        /// <summary>Whether the policy has a resource label of this number: they are numbered on from VM labels.</summary>
        public TBool IsResource(TWord label) =>
            label >= Read(Policy.LabelCount) & label < Read(Policy.LabelCount) + Read(Policy.ResourceCount);

        /// <summary>
        /// Whether a domain may carry the label: the policy has it, and label 0, <c>__UNLABELED__</c>, only if the
        /// policy defines it.
        /// </summary>
        public TBool MayBeCarried(TWord label) =>
            IsLabel(label) & (label != 0 | Read(Policy.UnlabeledDefined) == 1);

        /// <summary>The label that domain 0 alone carries.</summary>
        public TWord BootstrapLabel => Read(Policy.BootstrapLabel);

        /// <summary>The Simple Type Enforcement types of a label, STE(label).</summary>
        public TypeSet SteTypes(TWord label) => Row(Labels.SteTypes, label);

        /// <summary>The Chinese Wall types of a label, W.</summary>
        public TypeSet WallTypes(TWord label) => Row(Labels.WallTypes, label);

        /// <summary>The types of a conflict set, C.</summary>
        public TypeSet ConflictSet(TWord set) => Row(Conflicts.Types, set);

        private TypeSet Row(IReadOnlyList<Field> words, TWord row) =>
            new(table(words[0])[row], table(words[1])[row], table(words[2])[row], table(words[3])[row]);

        private TWord Read(Field field) => TWord.Extend(word(field), 64);
    }
}
