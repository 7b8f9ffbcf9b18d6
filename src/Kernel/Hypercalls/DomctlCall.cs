using System.Runtime.CompilerServices;

namespace Verified.Kernel;

/// <summary>
/// domctl(argument) (public/domctl.h): { u32 cmd, u32 interface_version, u16 domain, a union of 128 bytes from byte 16
/// on }. For domain 0 only. Numbers from 0x8000 on are this hypervisor's own.
/// </summary>
public static partial class DomctlCall
{
    private const uint InterfaceVersion = 0x15;
    private const uint Size = 144;
    private const uint Union = 16;

    private const uint CreateDomain = 1;
    private const uint DestroyDomain = 2;
    private const uint PauseDomain = 3;
    private const uint UnpauseDomain = 4;
    private const uint GetDomainInfo = 5;
    private const uint MaxMem = 11;
    private const uint LoadMemory = 0x8000;
    private const uint SaveMemory = 0x8001;
    private const uint SetContext = 0x8002;
    private const uint GetContext = 0x8003;
    private const uint GetDenial = 0x8004;
    private const uint GetStatistics = 0x8005;

    /// <summary>Steps of a destruction that one call takes before it is continued.</summary>
    private const uint DestroySteps = 512;

    /// <summary>Runs one command: -EPERM without privilege, -EACCES for another interface version, as Xen says.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static long Run(ref State s, uint caller, ref HypercallRequest request, ref CallEffect effect)
    {
        if (s.Domains[(int)caller].Privileged == 0)
            return Errno.NotPermitted;
        if (!GuestBuffer.TryOpen(
                ref s, caller, ref request.Mode, request.Argument1, Size, GuestAccess.WriteOwn, out GuestBuffer argument))
            return Errno.BadAddress;

        uint command = argument.Read32(ref s, 0);
        uint domain = argument.Read32(ref s, 8) & 0xffff;
        if (argument.Read32(ref s, 4) != InterfaceVersion)
            return Errno.Denied;
        if (command == CreateDomain)
            return OfCreateDomain(ref s, caller, ref argument, ref effect, domain);
        if (command == DestroyDomain)
            return OfDestroyDomain(ref s, caller, ref effect, domain);
        if (command == PauseDomain)
            return DomainControl.PauseDomain(ref s, caller, domain);
        if (command == UnpauseDomain)
            return DomainControl.UnpauseDomain(ref s, caller, domain);
        if (command == GetDomainInfo)
            return OfGetDomainInfo(ref s, caller, ref argument, domain);
        if (command == MaxMem)
            return DomainControl.MaxMem(ref s, caller, domain, argument.Read64(ref s, Union));
        if (command == LoadMemory || command == SaveMemory)
            return OfMemory(ref s, caller, ref request, ref argument, domain, command == LoadMemory);
        if (command == SetContext || command == GetContext)
            return OfContext(ref s, caller, ref request, ref argument, ref effect, domain, command == SetContext);
        if (command == GetDenial)
            return OfGetDenial(ref s, ref argument);
        if (command == GetStatistics)
            return OfGetStatistics(ref s, caller, ref argument, ref effect, domain);

        return Errno.NoSuchCall;
    }

    /// <summary>
    /// xen_domctl_createdomain: { u32 ssidref, u8 handle[16], u32 flags, u32 iommu_opts, u32 max_vcpus, ... }. The id is
    /// chosen here: -EINVAL when one is asked for. Guests have nested paging and one vCPU, and no device: -EINVAL for
    /// anything else. What a domain may own is set by max_mem afterwards.
    /// </summary>
    private static long OfCreateDomain(
        ref State s, uint caller, ref GuestBuffer argument, ref CallEffect effect, uint wanted)
    {
        const uint FirstReserved = 0x7ff0;
        const uint HvmWithNestedPaging = 3;
        if (wanted != 0 && wanted < FirstReserved)
            return Errno.Invalid;

        uint ssidref = argument.Read32(ref s, Union);
        uint flags = argument.Read32(ref s, Union + 20);
        uint iommu = argument.Read32(ref s, Union + 24);
        uint vcpus = argument.Read32(ref s, Union + 28);
        if (flags != HvmWithNestedPaging || iommu != 0 || vcpus != 1)
            return Errno.Invalid;

        // On the wire a label's row stands in both halves; another number is no label.
        uint row = ssidref & 0xffff;
        uint label = row == ssidref >> 16 ? row : Limits.Labels;
        long id = DomainControl.CreateDomain(ref s, caller, label, 0, 0);
        if (id < 0)
            return id;

        argument.Write16(ref s, 8, (uint)id);
        effect.Kind = EffectKind.NewVcpu;
        effect.Length = (uint)id;
        return Errno.Okay;
    }

    /// <summary>
    /// Marks the domain and takes its steps, some in each part of the call: the guest calls again until the domain is
    /// gone. -EBUSY while domain 0 itself still sees RAM of the domain as foreign.
    /// </summary>
    private static long OfDestroyDomain(ref State s, uint caller, ref CallEffect effect, uint dom)
    {
        long result = DomainControl.DestroyDomain(ref s, caller, dom);
        if (result != Errno.Okay)
            return result;

        for (uint i = 0; i < DestroySteps; i++)
        {
            result = DomainControl.DestroyStep(ref s, dom);
            if (result != Errno.Okay)
                return result == DomainControl.Gone ? Errno.Okay : result;
        }

        effect.Kind = EffectKind.Continue;
        return Errno.Okay;
    }

    /// <summary>
    /// xen_domctl_getdomaininfo: { u16 domain, u16, u32 flags, u64 tot_pages, u64 max_pages, u64 outstanding, u64 shr,
    /// u64 paged, u64 shared_info_frame, u64 cpu_time, u32 nr_online_vcpus, u32 max_vcpu_id, u32 ssidref, u8 handle[16],
    /// u32 cpupool, u8 gpaddr_bits, ... }. The handle is not kept: zeros. ssidref has the label's row in both halves. This
    /// hypervisor's own, behind Xen's structure: from byte 112 of the union on u32 ports and u32 handles in use.
    /// </summary>
    private static long OfGetDomainInfo(ref State s, uint caller, ref GuestBuffer argument, uint dom)
    {
        long result = DomainControl.GetDomainInfo(ref s, caller, dom, out DomainInfo info);
        if (result != Errno.Okay)
            return result;

        uint id = info.Domain;
        uint label = Label.Of(ref s, id);
        argument.Write16(ref s, 8, id);
        for (uint at = Union; at < Size; at += 8)
            argument.Write64(ref s, at, 0);
        argument.Write16(ref s, Union, id);
        argument.Write32(ref s, Union + 4, Flags(ref s, caller, id));
        argument.Write64(ref s, Union + 8, info.OwnedFrames);
        argument.Write64(ref s, Union + 16, info.MaximumFrames);
        argument.Write64(ref s, Union + 48, s.Frames[(int)s.Domains[(int)id].SharedInfoFrame].Index);
        argument.Write64(ref s, Union + 56, s.Runstates[(int)id].Running);
        argument.Write32(ref s, Union + 64, 1);
        argument.Write32(ref s, Union + 72, label | (label << 16));
        argument.Write8(ref s, Union + 96, GuestPhysicalBits);
        argument.Write32(ref s, Union + 112, PortsInUse(ref s, id));
        argument.Write32(ref s, Union + 116, HandlesInUse(ref s, id));
        return Errno.Okay;
    }

    private const byte GuestPhysicalBits = 28;

    /// <summary>XEN_DOMINF_*: what the domain does.</summary>
    private static uint Flags(ref State s, uint caller, uint domain)
    {
        const uint Dying = 1 << 0;
        const uint HvmWithNestedPaging = (1 << 1) | (1 << 8);
        const uint Shutdown = 1 << 2;
        const uint Paused = 1 << 3;
        const uint Blocked = 1 << 4;
        const uint Running = 1 << 5;
        const int ReasonShift = 16;

        ref Vcpu vcpu = ref s.Vcpus[(int)domain];
        uint flags = HvmWithNestedPaging;
        if (s.Domains[(int)domain].Status == DomainStatus.Dying)
            return flags | Dying;
        if (vcpu.Paused != 0)
            flags |= Paused;
        if (vcpu.Run == VcpuRun.Stopped)
            return flags | Shutdown | ((uint)vcpu.ShutdownReason << ReasonShift);
        if (vcpu.Run == VcpuRun.Blocked || vcpu.Run == VcpuRun.Polling)
            flags |= Blocked;
        return domain == caller ? flags | Running : flags;
    }
}
