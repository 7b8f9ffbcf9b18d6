using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Verified.Kernel;

namespace Verified.Guests;

/// <summary>What XEN_DOMCTL_getdomaininfo tells.</summary>
internal struct DomainInfo
{
    /// <summary>XEN_DOMINF_dying.</summary>
    internal const uint Dying = 1 << 0;

    /// <summary>XEN_DOMINF_shutdown; the reason stands from bit 16 on.</summary>
    internal const uint HasShutDown = 1 << 2;

    /// <summary>XEN_DOMINF_paused.</summary>
    internal const uint Paused = 1 << 3;

    /// <summary>XEN_DOMINF_blocked.</summary>
    internal const uint Blocked = 1 << 4;

    /// <summary>The domain.</summary>
    internal uint Id;

    /// <summary>XEN_DOMINF_*.</summary>
    internal uint Flags;

    /// <summary>Frames of RAM.</summary>
    internal ulong Frames;

    /// <summary>The most that it may have.</summary>
    internal ulong MaximumFrames;

    /// <summary>Nanoseconds that it has run.</summary>
    internal ulong CpuTime;

    /// <summary>Its label.</summary>
    internal uint Ssidref;

    /// <summary>Event channel ports in use.</summary>
    internal uint Ports;

    /// <summary>Grants of others that it has mapped, and has not unmapped since they were revoked.</summary>
    internal uint Mappings;
}

/// <summary>A denial of the reference monitor (Denial.cs of the hypervisor).</summary>
internal struct DenialInfo
{
    /// <summary>Instead of a domain's id: the question was about a label.</summary>
    internal const uint NoDomain = 0xffff;

    /// <summary>The domain that called.</summary>
    internal uint Caller;

    /// <summary>The domain it asked for.</summary>
    internal uint Target;

    /// <summary>The caller's label at that time.</summary>
    internal uint CallerLabel;

    /// <summary>The target's label at that time.</summary>
    internal uint TargetLabel;

    /// <summary>Which hook denied.</summary>
    internal uint Hook;
}

/// <summary>What get_statistics of the hypervisor tells of a domain since its creation.</summary>
internal struct DomainStatistics
{
    /// <summary>Nanoseconds that it has run.</summary>
    internal ulong CpuTime;

    /// <summary>What the reference monitor denied it.</summary>
    internal ulong Denials;

    /// <summary>How often its run ended, by cause, and how often it was taken up.</summary>
    internal ExitCounts Exits;
}

/// <summary>domctl: public/domctl.h of Xen 4.17. All results are Xen's: negative is an error.</summary>
internal static unsafe class Domctl
{
    /// <summary>EAGAIN, negated: a part is done; ask again.</summary>
    internal const long Again = -11;

    private const ulong Number = 36;
    private const uint Version = 0x15;
    private const uint Create = 1;
    private const uint DestroyCommand = 2;
    private const uint PauseCommand = 3;
    private const uint UnpauseCommand = 4;
    private const uint GetInfo = 5;
    private const uint MaximumMemory = 11;
    private const uint Load = 0x8000;
    private const uint Save = 0x8001;
    private const uint Set = 0x8002;
    private const uint Get = 0x8003;
    private const uint Denial = 0x8004;
    private const uint Statistics = 0x8005;
    private const ulong PopulatePhysmap = 6;

    /// <summary>Creates a domain of a label, paused and without RAM; its id or an error.</summary>
    internal static long CreateDomain(uint ssidref)
    {
        Argument argument = New(Create, 0);
        // Nested paging (XEN_DOMCTL_CDF_hvm and _hap), one vCPU.
        argument.Union[0] = PolicyOps.OnTheWire(ssidref);
        argument.Union[2] = 3UL << 32;
        argument.Union[3] = 1UL << 32;
        long result = Call(ref argument);
        return result < 0 ? result : (ushort)argument.Domain;
    }

    /// <summary>Destroys a domain; asks again as long as the hypervisor says so.</summary>
    internal static long DestroyDomain(uint domain)
    {
        while (true)
        {
            Argument argument = New(DestroyCommand, domain);
            long result = Call(ref argument);
            if (result != Again)
                return result;
        }
    }

    /// <summary>Stops a domain until it is unpaused.</summary>
    internal static long Pause(uint domain)
    {
        Argument argument = New(PauseCommand, domain);
        return Call(ref argument);
    }

    /// <summary>Lets a paused domain run.</summary>
    internal static long Unpause(uint domain)
    {
        Argument argument = New(UnpauseCommand, domain);
        return Call(ref argument);
    }

    /// <summary>The most RAM that a domain may have, in KiB.</summary>
    internal static long SetMaximumMemory(uint domain, uint kib)
    {
        Argument argument = New(MaximumMemory, domain);
        argument.Union[0] = kib;
        return Call(ref argument);
    }

    /// <summary>Asks about the first domain with this id or a higher one; false when there is none.</summary>
    internal static bool TryGetInfo(uint first, ref DomainInfo info)
    {
        Argument argument = New(GetInfo, first);
        if (Call(ref argument) != 0)
            return false;
        info.Id = (ushort)argument.Domain;
        info.Flags = (uint)(argument.Union[0] >> 32);
        info.Frames = argument.Union[1];
        info.MaximumFrames = argument.Union[2];
        info.CpuTime = argument.Union[7];
        info.Ssidref = (uint)argument.Union[9];
        info.Ports = (uint)argument.Union[14];
        info.Mappings = (uint)(argument.Union[14] >> 32);
        return true;
    }

    /// <summary>What a domain cost, and why it was stopped; 0 or an error.</summary>
    internal static long GetStatistics(uint domain, ref DomainStatistics statistics)
    {
        Argument argument = New(Statistics, domain);
        long result = Call(ref argument);
        statistics.CpuTime = argument.Union[0];
        statistics.Denials = argument.Union[1];
        statistics.Exits.Hypercalls = argument.Union[2];
        statistics.Exits.Interrupts = argument.Union[3];
        statistics.Exits.Halts = argument.Union[4];
        statistics.Exits.Cpuid = argument.Union[5];
        statistics.Exits.Msrs = argument.Union[6];
        statistics.Exits.Ports = argument.Union[7];
        statistics.Exits.Debugs = argument.Union[8];
        statistics.Exits.Others = argument.Union[9];
        statistics.Exits.Runs = argument.Union[10];
        return result;
    }

    /// <summary>How many denials have been logged since boot.</summary>
    internal static uint Denials
    {
        get
        {
            Argument argument = New(Denial, 0);
            Call(ref argument);
            return (uint)(argument.Union[0] >> 32);
        }
    }

    /// <summary>One of them, counted from 0; false when the hypervisor no longer has it.</summary>
    internal static bool TryGetDenial(uint index, ref DenialInfo denial)
    {
        Argument argument = New(Denial, 0);
        argument.Union[0] = index;
        if (Call(ref argument) != 0)
            return false;
        denial.Caller = (ushort)argument.Union[1];
        denial.Target = (ushort)(argument.Union[1] >> 16);
        denial.CallerLabel = (ushort)(argument.Union[1] >> 32);
        denial.TargetLabel = (ushort)(argument.Union[1] >> 48);
        denial.Hook = (uint)argument.Union[2];
        return true;
    }

    /// <summary>Gives a domain clear RAM at guest frame numbers; how many of them before the first that fails.</summary>
    internal static long Populate(uint domain, ulong* gfns, uint count)
    {
        // struct xen_memory_reservation.
        Reservation argument = default;
        argument.Extents = gfns;
        argument.Count = count;
        argument.Domain = domain;
        return Xen.Call(Xen.MemoryOp, PopulatePhysmap, (ulong)&argument, 0);
    }

    /// <summary>Copies a page of ours into a paused domain's RAM.</summary>
    internal static long LoadPage(uint domain, uint gfn, byte* page) => OfPage(Load, domain, gfn, page);

    /// <summary>Copies a page of a paused domain's RAM into one of ours; an error when there is no RAM.</summary>
    internal static long SavePage(uint domain, uint gfn, byte* page) => OfPage(Save, domain, gfn, page);

    /// <summary>Gives a paused domain's vCPU its registers (VcpuContext.cs of the hypervisor).</summary>
    internal static long SetContext(uint domain, byte* context) => OfContext(Set, domain, context);

    /// <summary>A paused domain's registers.</summary>
    internal static long GetContext(uint domain, byte* context) => OfContext(Get, domain, context);

    private static long OfPage(uint command, uint domain, uint gfn, byte* page)
    {
        Argument argument = New(command, domain);
        argument.Union[0] = gfn;
        argument.Union[1] = (ulong)page;
        return Call(ref argument);
    }

    private static long OfContext(uint command, uint domain, byte* context)
    {
        Argument argument = New(command, domain);
        argument.Union[0] = (ulong)context;
        return Call(ref argument);
    }

    private static Argument New(uint command, uint domain)
    {
        Argument argument = default;
        argument.Command = command;
        argument.InterfaceVersion = Version;
        argument.Domain = domain;
        return argument;
    }

    private static long Call(ref Argument argument) => Xen.Call(Number, (ulong)Unsafe.AsPointer(ref argument), 0, 0);

    // struct xen_domctl: its union has 128 bytes.
    private struct Argument
    {
        internal uint Command;
        internal uint InterfaceVersion;
        // The domain's id, and bytes that mean nothing.
        internal ulong Domain;
        internal Words Union;
    }

    private struct Reservation
    {
        internal ulong* Extents;
        internal ulong Count;
        internal ulong OrderAndFlags;
        internal ulong Domain;
    }

    [InlineArray(16)]
    private struct Words
    {
        private ulong _word;
    }
}
