using System;
using System.Runtime.CompilerServices;

namespace Verified.Kernel;

/// <summary>xen_version(cmd, argument) (structures of public/version.h).</summary>
public static class XenVersionCall
{
    /// <summary>The version of Xen whose interface this is: 4.17, as major &lt;&lt; 16 | minor.</summary>
    public const long Interface = (4 << 16) | 17;

    private const uint Version = 0;
    private const uint ExtraVersion = 1;
    private const uint CompileInfo = 2;
    private const uint Capabilities = 3;
    private const uint Changeset = 4;
    private const uint PlatformParameters = 5;
    private const uint GetFeatures = 6;
    private const uint PageSize = 7;
    private const uint GuestHandle = 8;
    private const uint CommandLine = 9;

    private const uint ExtraVersionSize = 16;
    private const uint CompileInfoSize = 144;
    private const uint CapabilitiesSize = 1024;
    private const uint ChangesetSize = 64;
    private const uint HandleSize = 16;
    private const uint CommandLineSize = 1024;

    // HYPERVISOR_VIRT_START of x86-64 (public/arch-x86/xen-x86_64.h), and what Xen tells callers of 32-bit code.
    private const ulong VirtualStart = 0xffff_8000_0000_0000;
    private const uint NarrowVirtualStart = 0xf580_0000;

    // public/features.h: writable_page_tables, auto_translated_physmap, hvm_callback_vector, hvm_safe_pvclock,
    // not_direct_mapped; dom0 for the privileged domain.
    private const uint Features = 1 << 0 | 1 << 2 | 1 << 8 | 1 << 9 | 1 << 16;
    private const uint FeatureDom0 = 1 << 11;

    /// <summary>
    /// Answers a question; -ENOSYS for one that Xen does not know, -EFAULT when the answer cannot be written.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static long Run(ref State s, uint caller, ref HypercallRequest request)
    {
        uint command = (uint)request.Argument1;
        if (command == Version)
            return Interface;
        if (command == ExtraVersion)
            return Text(ref s, caller, ref request, ExtraVersionSize, ".0-verified"u8);
        if (command == CompileInfo)
            return Text(ref s, caller, ref request, CompileInfoSize, ".NET 10"u8);
        if (command == Capabilities)
            return Text(ref s, caller, ref request, CapabilitiesSize, "hvm-3.0-x86_32 hvm-3.0-x86_32p hvm-3.0-x86_64"u8);
        if (command == Changeset)
            return Text(ref s, caller, ref request, ChangesetSize, "unavailable"u8);
        if (command == PlatformParameters)
            return OfPlatformParameters(ref s, caller, ref request);
        if (command == GetFeatures)
            return OfFeatures(ref s, caller, ref request);
        if (command == PageSize)
            return request.Argument2 == 0 ? FrameMemory.FrameSize : Errno.Invalid;
        if (command == GuestHandle)
            return Text(ref s, caller, ref request, HandleSize, default);
        if (command != CommandLine)
            return Errno.NoSuchCall;

        bool privileged = s.Domains[(int)caller].Privileged != 0;
        return Text(ref s, caller, ref request, CommandLineSize, privileged ? default : "<denied>"u8);
    }

    /// <summary>xen_platform_parameters: { u64 virt_start }, u32 for 32-bit code.</summary>
    private static long OfPlatformParameters(ref State s, uint caller, ref HypercallRequest request)
    {
        bool isWide = request.Mode.Is64Bit != 0;
        if (!GuestBuffer.TryOpen(
                ref s, caller, ref request.Mode, request.Argument2, isWide ? 8U : 4U, GuestAccess.Write,
                out GuestBuffer argument))
            return Errno.BadAddress;

        if (isWide)
            argument.Write64(ref s, 0, VirtualStart);
        else
            argument.Write32(ref s, 0, NarrowVirtualStart);
        return Errno.Okay;
    }

    /// <summary>xen_feature_info: { u32 submap_idx, out u32 submap }; the first submap is the only one.</summary>
    private static long OfFeatures(ref State s, uint caller, ref HypercallRequest request)
    {
        if (!GuestBuffer.TryOpen(
                ref s, caller, ref request.Mode, request.Argument2, 8, GuestAccess.Write, out GuestBuffer argument))
            return Errno.BadAddress;
        if (argument.Read32(ref s, 0) != 0)
            return Errno.Invalid;

        bool privileged = s.Domains[(int)caller].Privileged != 0;
        argument.Write32(ref s, 4, privileged ? Features | FeatureDom0 : Features);
        return Errno.Okay;
    }

    /// <summary>Writes a text and fills its place with zeros: of a structure of texts, the first one.</summary>
    private static long Text(
        ref State s, uint caller, ref HypercallRequest request, uint size, ReadOnlySpan<byte> text)
    {
        if (!GuestBuffer.TryOpen(
                ref s, caller, ref request.Mode, request.Argument2, size, GuestAccess.Write, out GuestBuffer argument))
            return Errno.BadAddress;

        for (uint i = 0; i < size; i++)
            argument.Write8(ref s, i, i < (uint)text.Length ? text[(int)i] : (byte)0);
        return Errno.Okay;
    }
}
