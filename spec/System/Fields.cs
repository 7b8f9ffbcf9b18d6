using static Verified.Spec.Dimension;

namespace Verified.Spec;

/// <summary>All fields of the state. The audit log and statistics are not among them: no rule here speaks of them.</summary>
public static class Fields
{
    /// <summary>Every field, in the order of the kernel's State.</summary>
    public static IReadOnlyList<Field> All { get; } = Numbered(
    [
        Leaves.Leaf,
        Frames.State, Frames.Pinned, Frames.Owner, Frames.Mappings, Frames.Index, Frames.Grants,
        FreeFrames.Frame,
        Ports.State, Ports.RemoteDomain, Ports.RemotePort, Ports.Virq, Ports.FreeBits, Ports.FreeWords,
        Ports.OfVirq,
        ActiveGrants.Frame, ActiveGrants.ReadPins, ActiveGrants.WritePins, ActiveGrants.Grantee,
        Mappings.Used, Mappings.Writable, Mappings.Granter, Mappings.Reference, Mappings.Gfn, Mappings.FreeBits,
        Mappings.FreeWords,
        Domains.Status, Domains.Privileged, Domains.SharedInfoFrame, Domains.GrantFrame,
        Domains.OwnedFrames, Domains.MaximumFrames, Domains.FlushOwed, Domains.DestroyCursor,
        Vcpus.Run, Vcpus.UpcallVector, Vcpus.Paused, Vcpus.ShutdownReason, Vcpus.PollPort, Vcpus.Deadline,
        Vcpus.InfoFrame, Vcpus.InfoOffset, Vcpus.RunstateFrame, Vcpus.RunstateNext, Vcpus.RunstateOffset,
        Vcpus.RunstateUsed, Vcpus.RunstateMarked, Vcpus.Timer, Vcpus.Watchdog1, Vcpus.Watchdog2,
        Parameters.Value,
        .. Labels.SteTypes, .. Labels.WallTypes, .. Conflicts.Types,
        Policy.LabelCount, Policy.ConflictCount, Policy.ResourceCount, Policy.BootstrapLabel, Policy.UnlabeledDefined,
        Labellings.Policy, Labellings.Ssidref, Labellings.Running, .. Labellings.RunningTypes, Labellings.Current,
        Changing.Successor, Changing.Phase, Changing.Mode, Changing.Domain, Changing.Entry, Changing.Refused,
        DecisionCache.Permitted,
        FreeFrames.Count,
        Domains.Next,
        Frames.Zero,
        FreeFrames.Unclaimed,
    ]);

    private static Field[] Numbered(Field[] fields)
    {
        for (int i = 0; i < fields.Length; i++) fields[i].Number = i;
        return fields;
    }
}

/// <summary>The nested page-table leaves, in the processor's format.</summary>
public static class Leaves
{
    /// <summary>What a guest frame number of a domain maps; 0 for nothing.</summary>
    public static readonly Field Leaf = new("Leaves", 64, Domain, GuestFrame);
}

/// <summary>The machine frames.</summary>
public static class Frames
{
    /// <summary>One of <see cref="FrameState"/>.</summary>
    public static readonly Field State = new("Frames.State", 8, Frame);

    /// <summary>What the owner registered it for, so that it cannot give it away: bits of <see cref="FramePin"/>.</summary>
    public static readonly Field Pinned = new("Frames.Pinned", 8, Frame);

    /// <summary>The domain that owns the frame.</summary>
    public static readonly Field Owner = new("Frames.Owner", 16, Frame);

    /// <summary>How many leaves of others show the frame: grants that are mapped, and foreign leaves of domain 0.</summary>
    public static readonly Field Mappings = new("Frames.Mappings", 32, Frame);

    /// <summary>Free: the place in the stack of free frames. Owned: the owner's guest frame number, if any.</summary>
    public static readonly Field Index = new("Frames.Index", 32, Frame);

    /// <summary>How many grants that a pin is held of are of the frame.</summary>
    public static readonly Field Grants = new("Frames.Grants", 32, Frame);

    /// <summary>The hypervisor's frame that is always clear: what a mapping shows that was taken away.</summary>
    public static readonly Field Zero = new("ZeroFrame", 32);
}

/// <summary>The stack of free frames.</summary>
public static class FreeFrames
{
    /// <summary>A free frame, at places below <see cref="Count"/>.</summary>
    public static readonly Field Frame = new("FreeFrames", 32, Dimension.Frame);

    /// <summary>How many frames are free.</summary>
    public static readonly Field Count = new("FreeCount", 32);

    /// <summary>How many of them no domain may claim.</summary>
    public static readonly Field Unclaimed = new("Unclaimed", 32);
}

/// <summary>The event channel ports.</summary>
public static class Ports
{
    /// <summary>One of <see cref="PortState"/>.</summary>
    public static readonly Field State = new("Ports.State", 8, Domain, Port);

    /// <summary>Unbound, interdomain: the domain at the other end; else 0.</summary>
    public static readonly Field RemoteDomain = new("Ports.RemoteDomain", 16, Domain, Port);

    /// <summary>Interdomain: the port at the other end; else 0.</summary>
    public static readonly Field RemotePort = new("Ports.RemotePort", 16, Domain, Port);

    /// <summary>Bound to a virtual interrupt: its number; else 0.</summary>
    public static readonly Field Virq = new("Ports.Virq", 16, Domain, Port);

    /// <summary>Bit p % 64 of word p / 64 is set iff port p is free.</summary>
    public static readonly Field FreeBits = new("FreePorts", 64, Domain, PortWord);

    /// <summary>Bit w is set iff word w of <see cref="FreeBits"/> is not 0.</summary>
    public static readonly Field FreeWords = new("FreePortWords", 64, Domain);

    /// <summary>The port that a virtual interrupt is bound to; 0 for none.</summary>
    public static readonly Field OfVirq = new("VirqPorts", 16, Domain, VirtualInterrupt);
}

/// <summary>The grants in use.</summary>
public static class ActiveGrants
{
    /// <summary>The machine frame granted, while a pin is held.</summary>
    public static readonly Field Frame = new("ActiveGrants.Frame", 32, Domain, GrantReference);

    /// <summary>Read-only mappings.</summary>
    public static readonly Field ReadPins = new("ActiveGrants.ReadPins", 32, Domain, GrantReference);

    /// <summary>Writable mappings.</summary>
    public static readonly Field WritePins = new("ActiveGrants.WritePins", 32, Domain, GrantReference);

    /// <summary>The domain that mapped it, while a pin is held.</summary>
    public static readonly Field Grantee = new("ActiveGrants.Grantee", 16, Domain, GrantReference);
}

/// <summary>The grants that a domain has mapped (maptrack).</summary>
public static class Mappings
{
    /// <summary>One of <see cref="HandleUse"/>.</summary>
    public static readonly Field Used = new("Mappings.Used", 8, Domain, Handle);

    /// <summary>1 for a writable mapping.</summary>
    public static readonly Field Writable = new("Mappings.Writable", 8, Domain, Handle);

    /// <summary>The domain that granted.</summary>
    public static readonly Field Granter = new("Mappings.Granter", 16, Domain, Handle);

    /// <summary>Its grant reference.</summary>
    public static readonly Field Reference = new("Mappings.Reference", 16, Domain, Handle);

    /// <summary>The guest frame number at which the mapper sees it.</summary>
    public static readonly Field Gfn = new("Mappings.Gfn", 32, Domain, Handle);

    /// <summary>Bit h % 64 of word h / 64 is set iff handle h is free.</summary>
    public static readonly Field FreeBits = new("FreeHandles", 64, Domain, HandleWord);

    /// <summary>Bit w is set iff word w of <see cref="FreeBits"/> is not 0.</summary>
    public static readonly Field FreeWords = new("FreeHandleWords", 64, Domain);
}

/// <summary>The domains.</summary>
public static class Domains
{
    /// <summary>One of <see cref="DomainStatus"/>.</summary>
    public static readonly Field Status = new("Domains.Status", 8, Domain);

    /// <summary>1 for the privileged domain.</summary>
    public static readonly Field Privileged = new("Domains.Privileged", 8, Domain);

    /// <summary>The frame of its shared_info.</summary>
    public static readonly Field SharedInfoFrame = new("Domains.SharedInfoFrame", 32, Domain);

    /// <summary>The frame of its grant table.</summary>
    public static readonly Field GrantFrame = new("Domains.GrantFrame", 32, Domain);

    /// <summary>Frames of RAM that it owns.</summary>
    public static readonly Field OwnedFrames = new("Domains.OwnedFrames", 32, Domain);

    /// <summary>Frames of RAM that it may own; if it owns more, it gets none.</summary>
    public static readonly Field MaximumFrames = new("Domains.MaximumFrames", 32, Domain);

    /// <summary>1 when its translations must be flushed before it runs again.</summary>
    public static readonly Field FlushOwed = new("Domains.FlushOwed", 32, Domain);

    /// <summary>Dying: how far the destruction has come; else 0.</summary>
    public static readonly Field DestroyCursor = new("DestroyCursors", 32, Domain);

    /// <summary>Where the search for a free domain id starts.</summary>
    public static readonly Field Next = new("NextDomain", 32);
}

/// <summary>The vCPUs, one a domain.</summary>
public static class Vcpus
{
    /// <summary>One of <see cref="VcpuRun"/>.</summary>
    public static readonly Field Run = new("Vcpus.Run", 8, Domain);

    /// <summary>The vector of the event upcall, or 0.</summary>
    public static readonly Field UpcallVector = new("Vcpus.UpcallVector", 8, Domain);

    /// <summary>1 while the domain is paused.</summary>
    public static readonly Field Paused = new("Vcpus.Paused", 8, Domain);

    /// <summary>The reason of a shutdown.</summary>
    public static readonly Field ShutdownReason = new("Vcpus.ShutdownReason", 8, Domain);

    /// <summary>While polling: the only port polled for, or 0.</summary>
    public static readonly Field PollPort = new("Vcpus.PollPort", 32, Domain);

    /// <summary>While polling: when to give up, or 0.</summary>
    public static readonly Field Deadline = new("Vcpus.Deadline", 64, Domain);

    /// <summary>The frame in which its vcpu_info stands.</summary>
    public static readonly Field InfoFrame = new("Vcpus.InfoFrame", 32, Domain);

    /// <summary>Where in that frame.</summary>
    public static readonly Field InfoOffset = new("Vcpus.InfoOffset", 32, Domain);

    /// <summary>The frame in which its runstate area begins.</summary>
    public static readonly Field RunstateFrame = new("Vcpus.RunstateFrame", 32, Domain);

    /// <summary>The frame in which the rest of the runstate area stands.</summary>
    public static readonly Field RunstateNext = new("Vcpus.RunstateNext", 32, Domain);

    /// <summary>Where the runstate area begins in its frame.</summary>
    public static readonly Field RunstateOffset = new("Vcpus.RunstateOffset", 16, Domain);

    /// <summary>1 when there is a runstate area.</summary>
    public static readonly Field RunstateUsed = new("Vcpus.RunstateUsed", 8, Domain);

    /// <summary>1 when updates of the runstate area are to be marked.</summary>
    public static readonly Field RunstateMarked = new("Vcpus.RunstateMarked", 8, Domain);

    /// <summary>When the single-shot timer fires, or 0.</summary>
    public static readonly Field Timer = new("Vcpus.Timer", 64, Domain);

    /// <summary>When the first watchdog ends the domain, or 0.</summary>
    public static readonly Field Watchdog1 = new("Vcpus.Watchdog1", 64, Domain);

    /// <summary>When the second watchdog ends the domain, or 0.</summary>
    public static readonly Field Watchdog2 = new("Vcpus.Watchdog2", 64, Domain);
}

/// <summary>The parameters of the domains.</summary>
public static class Parameters
{
    /// <summary>The value of a parameter.</summary>
    public static readonly Field Value = new("Params", 64, Domain, Parameter);
}

/// <summary>The labels' types of a policy, four words of 64: bit t % 64 of word t / 64 for type t.</summary>
public static class Labels
{
    /// <summary>Simple Type Enforcement types of a label.</summary>
    public static readonly IReadOnlyList<Field> SteTypes =
        [.. Enumerable.Range(0, 4).Select(w => new Field($"Monitor.Policies.Labels.SteTypes.Word{w}", 64, Slot, Label))];

    /// <summary>Chinese Wall types of a label.</summary>
    public static readonly IReadOnlyList<Field> WallTypes =
        [.. Enumerable.Range(0, 4).Select(w => new Field($"Monitor.Policies.Labels.WallTypes.Word{w}", 64, Slot, Label))];
}

/// <summary>The conflict sets of a policy's Chinese Wall.</summary>
public static class Conflicts
{
    /// <summary>The types of a set.</summary>
    public static readonly IReadOnlyList<Field> Types =
        [.. Enumerable.Range(0, 4).Select(w => new Field($"Monitor.Policies.Conflicts.Word{w}", 64, Slot, ConflictSet))];
}

/// <summary>What describes a policy, beside its labels and conflict sets.</summary>
public static class Policy
{
    /// <summary>Number of VM labels.</summary>
    public static readonly Field LabelCount = new("Monitor.Policies.LabelCount", 32, Slot);

    /// <summary>Number of conflict sets.</summary>
    public static readonly Field ConflictCount = new("Monitor.Policies.ConflictCount", 32, Slot);

    /// <summary>Number of resource labels; their rows follow those of the VM labels.</summary>
    public static readonly Field ResourceCount = new("Monitor.Policies.ResourceCount", 32, Slot);

    /// <summary>The label that domain 0 alone carries.</summary>
    public static readonly Field BootstrapLabel = new("Monitor.Policies.BootstrapLabel", 32, Slot);

    /// <summary>1 when the policy defines label 0.</summary>
    public static readonly Field UnlabeledDefined = new("Monitor.Policies.UnlabeledDefined", 32, Slot);
}

/// <summary>Labellings of the domains: which labels they carry, and the Chinese Wall types that therefore run.</summary>
public static class Labellings
{
    /// <summary>The policy, a slot, whose labels the domains carry.</summary>
    public static readonly Field Policy = new("Monitor.Labellings.Policy", 32, Slot);

    /// <summary>The label of a domain.</summary>
    public static readonly Field Ssidref = new("Monitor.Labellings.Ssidref", 16, Slot, Domain);

    /// <summary>How many existing domains carry a Chinese Wall type.</summary>
    public static readonly Field Running = new("Monitor.Labellings.Running", 32, Slot, Dimension.Type);

    /// <summary>The Chinese Wall types that some existing domain carries, as a set of four words.</summary>
    public static readonly IReadOnlyList<Field> RunningTypes =
        [.. Enumerable.Range(0, 4).Select(w => new Field($"Monitor.Labellings.RunningTypes.Word{w}", 64, Slot))];

    /// <summary>The labelling in force.</summary>
    public static readonly Field Current = new("Monitor.Current", 32);
}

/// <summary>A change of the policy, or of labels, that is under way.</summary>
public static class Changing
{
    /// <summary>What a label of the policy in force becomes; a number of no label if it is deleted.</summary>
    public static readonly Field Successor = new("Monitor.Change.Successors", 16, Label);

    /// <summary>One of <see cref="ChangePhase"/>.</summary>
    public static readonly Field Phase = new("Monitor.Change.Phase", 32);

    /// <summary>1 to revoke what is no longer permitted, 0 to refuse the change then.</summary>
    public static readonly Field Mode = new("Monitor.Change.Mode", 32);

    /// <summary>The domain that is labelled or scanned next.</summary>
    public static readonly Field Domain = new("Monitor.Change.Domain", 32);

    /// <summary>Scanning: which of its ports, or behind them its handles, is next.</summary>
    public static readonly Field Entry = new("Monitor.Change.Entry", 32);

    /// <summary>1 once a reason was found to refuse the change.</summary>
    public static readonly Field Refused = new("Monitor.Change.Refused", 32);
}

/// <summary>Decisions that are remembered.</summary>
public static class DecisionCache
{
    /// <summary>Bit e of entry d is set only if domains d and e may share by what is in force.</summary>
    public static readonly Field Permitted = new("Monitor.Decisions", 64, Domain) { BitsOf = Domain };
}
