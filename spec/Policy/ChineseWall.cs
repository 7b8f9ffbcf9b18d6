namespace Verified.Spec;

public sealed partial class Specification<TBool, TWord, TTable>
{
    /// <summary>
    /// A domain of this label may start iff for every conflict set C: C ∩ W = ∅ or |C ∩ (Running ∪ W)| ≤ 1, where W
    /// are the label's Chinese Wall types and Running those of all domains that exist.
    /// </summary>
    public TBool MayStart(PolicyTables policy, TypeSet running, TWord label)
    {
        TypeSet own = policy.WallTypes(label);
        TypeSet together = running | own;
        TBool mayStart = TBool.True;
        for (int c = 0; c < Sizes.ConflictSets; c++)
        {
            TypeSet conflict = policy.ConflictSet(Number(c));
            mayStart &= (conflict & own).IsEmpty | (conflict & together).HasAtMostOne;
        }

        return mayStart;
    }

    /// <summary>Whether a domain of this label may start under the policy in force.</summary>
    public TBool MayStart(SystemState state, TWord label) =>
        MayStart(PolicyTables.InForce(state), RunningTypes(state), label);

    /// <summary>The types that some existing domain carries, by the labelling in force.</summary>
    private static TypeSet RunningTypes(SystemState state) => RunningTypes(state, state[Labellings.Current]);

    /// <summary>The types that some domain carries in a labelling.</summary>
    private static TypeSet RunningTypes(SystemState state, TWord labelling) =>
        TypeSet.Of(state, Labellings.RunningTypes, labelling);

    /// <summary>
    /// The state in which one more domain carries the Chinese Wall types of a label, in a labelling; a label that the
    /// policy does not have stands for none.
    /// </summary>
    private SystemState StartTypes(SystemState state, TWord labelling, TWord label)
    {
        TypeSet own = WallTypesOf(PolicyTables.OfLabelling(state, labelling), label);
        TypeSet running = RunningTypes(state, labelling) | own;
        for (int w = 0; w < 4; w++) state = state.With(Labellings.RunningTypes[w], labelling, running[w]);
        for (int type = 0; type < Sizes.Types; type++)
        {
            TWord count = state[Labellings.Running, labelling, Number(type)];
            state = state.With(
                Labellings.Running, labelling, Number(type), If(own.Contains(type), count + 1, count));
        }

        return state;
    }

    /// <summary>The state in which one domain less carries the Chinese Wall types of a label, in a labelling.</summary>
    private SystemState StopTypes(SystemState state, TWord labelling, TWord label)
    {
        TypeSet own = WallTypesOf(PolicyTables.OfLabelling(state, labelling), label);
        TypeSet running = RunningTypes(state, labelling);
        TWord[] words = [running[0], running[1], running[2], running[3]];
        for (int type = 0; type < Sizes.Types; type++)
        {
            TWord count = state[Labellings.Running, labelling, Number(type)];
            TWord left = If(own.Contains(type), count - 1, count);
            state = state.With(Labellings.Running, labelling, Number(type), left);
            words[type / 64] = If(
                own.Contains(type) & left == 0, words[type / 64] & ~(1UL << (type % 64)), words[type / 64]);
        }

        for (int w = 0; w < 4; w++) state = state.With(Labellings.RunningTypes[w], labelling, words[w]);
        return state;
    }

    private static TypeSet WallTypesOf(PolicyTables policy, TWord label) =>
        TypeSet.When(policy.IsLabel(label), policy.WallTypes(label));
}
