using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

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

    /// <summary>Creates a domain, paused and without RAM; its id or an error.</summary>
    internal static long CreateDomain(uint ssidref)
    {
        Argument argument = New(Create, 0);
        argument.Union[0] = ssidref;
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
        return true;
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

    [InlineArray(16)]
    private struct Words
    {
        private ulong _word;
    }
}
