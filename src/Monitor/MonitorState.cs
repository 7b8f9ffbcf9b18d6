using System.Runtime.CompilerServices;

namespace Verified.Monitor;

/// <summary>A set of up to <see cref="Limits.Types"/> types, bit t of word t / 64 for type t.</summary>
public struct TypeSet
{
    /// <summary>Types 0 to 63.</summary>
    public ulong Word0;

    /// <summary>Types 64 to 127.</summary>
    public ulong Word1;

    /// <summary>Types 128 to 191.</summary>
    public ulong Word2;

    /// <summary>Types 192 to 255.</summary>
    public ulong Word3;
}

/// <summary>What a VM label stands for: its row in the policy's two matrices.</summary>
public struct LabelRow
{
    /// <summary>Simple Type Enforcement types: two labels may share iff these sets meet.</summary>
    public TypeSet SteTypes;

    /// <summary>Chinese Wall types: what runs while a domain of this label exists.</summary>
    public TypeSet WallTypes;
}

/// <summary>The label table, indexed by ssidref.</summary>
[InlineArray(Limits.Labels)]
public struct LabelTable
{
    private LabelRow _row;
}

/// <summary>The conflict sets of the Chinese Wall.</summary>
[InlineArray(Limits.ConflictSets)]
public struct ConflictTable
{
    private TypeSet _set;
}

/// <summary>For each Chinese Wall type, how many existing domains carry it.</summary>
[InlineArray(Limits.Types)]
public struct RunningTable
{
    private uint _count;
}

/// <summary>The labels of the domains, indexed by domain id.</summary>
[InlineArray(Limits.Domains)]
public struct SsidrefTable
{
    private ushort _ssidref;
}

/// <summary>What one policy says.</summary>
public struct PolicyTables
{
    /// <summary>The rows of the VM labels; rows from <see cref="LabelCount"/> on are empty.</summary>
    public LabelTable Labels;

    /// <summary>The conflict sets; sets from <see cref="ConflictCount"/> on are empty.</summary>
    public ConflictTable Conflicts;

    /// <summary>Number of VM labels, 0 before a policy is loaded.</summary>
    public uint LabelCount;

    /// <summary>Number of conflict sets.</summary>
    public uint ConflictCount;

    /// <summary>Number of resource labels: their rows follow the VM labels' and no domain carries them.</summary>
    public uint ResourceCount;

    /// <summary>The ssidref of the bootstrap label, which domain 0 alone carries.</summary>
    public uint BootstrapLabel;

    /// <summary>1 when the row of ssidref 0, <c>__UNLABELED__</c>, is one that the policy defines; else 0.</summary>
    public uint UnlabeledDefined;

    /// <summary>Always 0.</summary>
    public uint Padding;
}

/// <summary>Which domain carries which label, of which policy, and the Chinese Wall types that therefore run.</summary>
public struct Labelling
{
    /// <summary>How many existing domains carry each Chinese Wall type.</summary>
    public RunningTable Running;

    /// <summary>The Chinese Wall types whose count in <see cref="Running"/> is not 0: the same fact as a set.</summary>
    public TypeSet RunningTypes;

    /// <summary>The label of each domain: an index into the policy's label table.</summary>
    public SsidrefTable Ssidref;

    /// <summary>Which policy's labels these are: 0 or 1.</summary>
    public uint Policy;

    /// <summary>Always 0.</summary>
    public uint Padding;
}

/// <summary>Two policies: one is in force, the other is what a change stages.</summary>
[InlineArray(Limits.Slots)]
public struct PolicySlots
{
    private PolicyTables _policy;
}

/// <summary>Two labellings: one is in force, the other is what a change or a relabelling stages.</summary>
[InlineArray(Limits.Slots)]
public struct LabellingSlots
{
    private Labelling _labelling;
}

/// <summary>What each label of the policy in force becomes by a change, indexed by ssidref.</summary>
[InlineArray(Limits.Labels)]
public struct SuccessorTable
{
    private ushort _successor;
}

/// <summary>How far a change of the policy, or of labels, has come.</summary>
public static class ChangePhase
{
    /// <summary>None is under way.</summary>
    public const uint None = 0;

    /// <summary>The domains get their new labels, one after the other.</summary>
    public const uint Labelling = 1;

    /// <summary>Channels and mappings are looked at, one after the other.</summary>
    public const uint Scanning = 2;
}

/// <summary>A change that is under way.</summary>
public struct ChangeState
{
    /// <summary>What each label of the policy in force becomes: 0xffff when it is deleted.</summary>
    public SuccessorTable Successors;

    /// <summary>One of <see cref="ChangePhase"/>.</summary>
    public uint Phase;

    /// <summary>1 to revoke what is no longer permitted, 0 to refuse the change then.</summary>
    public uint Mode;

    /// <summary>The domain that is labelled or scanned next; Limits.Domains when the scan is complete.</summary>
    public uint Domain;

    /// <summary>Scanning: which of its ports, or behind them its handles, is next.</summary>
    public uint Entry;

    /// <summary>1 once a reason was found to refuse the change.</summary>
    public uint Refused;

    /// <summary>Always 0.</summary>
    public uint Padding;
}

/// <summary>
/// Decisions that are remembered: bit b of entry a is set only if the policy and the labels in force let domains a and b
/// share. A bit that is clear says nothing.
/// </summary>
[InlineArray(Limits.Domains)]
public struct DecisionTable
{
    private ulong _row;
}

/// <summary>
/// The reference monitor's whole state: two policies, two labellings of the domains by them, and which labelling is in
/// force. A change builds the other labelling; its commit is one store, and what was decided before it is forgotten.
/// </summary>
public struct MonitorState
{
    /// <summary>The policies.</summary>
    public PolicySlots Policies;

    /// <summary>The labellings.</summary>
    public LabellingSlots Labellings;

    /// <summary>The change that is under way.</summary>
    public ChangeState Change;

    /// <summary>The decisions that are remembered, and never longer than what they were made from.</summary>
    public DecisionTable Decisions;

    /// <summary>Which labelling is in force, and with it the policy: 0 or 1.</summary>
    public uint Current;

    /// <summary>Always 0.</summary>
    public uint Padding;
}
