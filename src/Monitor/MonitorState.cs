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

/// <summary>The reference monitor's whole state: the policy in force and the Chinese Wall types that run.</summary>
public struct MonitorState
{
    /// <summary>The rows of the VM labels; rows from <see cref="LabelCount"/> on are empty.</summary>
    public LabelTable Labels;

    /// <summary>The conflict sets; sets from <see cref="ConflictCount"/> on are empty.</summary>
    public ConflictTable Conflicts;

    /// <summary>How many existing domains carry each Chinese Wall type.</summary>
    public RunningTable Running;

    /// <summary>The Chinese Wall types whose count in <see cref="Running"/> is not 0: the same fact as a set.</summary>
    public TypeSet RunningTypes;

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
