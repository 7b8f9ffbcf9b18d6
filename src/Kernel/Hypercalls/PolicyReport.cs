using System;
using System.Runtime.CompilerServices;
using Verified.Monitor;

namespace Verified.Kernel;

/// <summary>What acm_op tells of the policy: the file, a label's types, statistics (Xen 3.1, acm_ops.h and acm.h).</summary>
internal static class PolicyReport
{
    private const uint Page = 4096;
    private const uint PagesAStep = 16;
    private const uint Magic = 0x0001_debc;
    private const uint WallCode = 1;
    private const uint SteCode = 2;
    private const uint StatisticsBytes = 48;
    private const uint SsidHeader = 36;

    /// <summary>acm_dumpstats { handle, u32 size }: acm_stats_buffer, then acm_ste_stats_buffer; big-endian.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static long Statistics(ref State s, uint caller, ref HypercallRequest request)
    {
        if (!TryOpenHandle(ref s, caller, ref request, 8, StatisticsBytes, out GuestBuffer buffer, out long error))
            return error;

        ReadOnlySpan<byte> file = PolicyStore.InForce(ref s);
        bool wall = PolicyNames.TryRead(file, out uint wallTypes, out _, out _) && wallTypes != 0;
        WriteBig(ref s, ref buffer, 0, Magic);
        WriteBig(ref s, ref buffer, 4, StatisticsBytes);
        WriteBig(ref s, ref buffer, 8, wall ? WallCode : SteCode);
        WriteBig(ref s, ref buffer, 12, 24);
        WriteBig(ref s, ref buffer, 16, wall ? SteCode : 0);
        WriteBig(ref s, ref buffer, 20, 24);
        WriteBig(ref s, ref buffer, 24, s.Log.ChannelQuestions);
        WriteBig(ref s, ref buffer, 28, s.Log.GrantQuestions);
        WriteBig(ref s, ref buffer, 32, s.Log.ChannelDenials);
        WriteBig(ref s, ref buffer, 36, s.Log.GrantDenials);
        // Hits of the decision cache.
        WriteBig(ref s, ref buffer, 40, s.Log.ChannelQuestions - s.Log.ChannelDecisions);
        WriteBig(ref s, ref buffer, 44, s.Log.GrantQuestions - s.Log.GrantDecisions);
        return Errno.Okay;
    }

    /// <summary>
    /// acm_getssid { u32 by, u32 id, handle, u32 size }: acm_ssid_buffer, the policy's reference, a byte for each
    /// Chinese Wall type and one for each Simple Type Enforcement type: 1 when the label has it.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static long Ssid(ref State s, uint caller, ref HypercallRequest request)
    {
        if (!GuestBuffer.TryOpen(
                ref s, caller, ref request.Mode, request.Argument1 + 8, 8, GuestAccess.Read, out GuestBuffer head))
            return Errno.BadAddress;

        long row = Decision.NamedLabel(ref s, caller, head.Read32(ref s, 0), head.Read32(ref s, 4));
        if (row < 0)
            return row;

        ref PolicyTables policy = ref InForce.Policy(ref s.Monitor);
        ReadOnlySpan<byte> file = PolicyStore.InForce(ref s);
        if (row >= policy.LabelCount
            || !PolicyNames.TryRead(file, out uint wall, out uint ste, out ReadOnlySpan<byte> reference))
            return Errno.Invalid;

        uint first = SsidHeader + (uint)reference.Length;
        uint length = first + wall + ste;
        if (!TryOpenHandle(ref s, caller, ref request, 16, length, out GuestBuffer buffer, out long error))
            return error;

        buffer.Write32(ref s, 0, length);
        buffer.Write32(ref s, 4, (uint)row * 0x1_0001);
        buffer.Write32(ref s, 8, SsidHeader);
        buffer.Write32(ref s, 12, wall != 0 ? WallCode : SteCode);
        buffer.Write32(ref s, 16, wall != 0 ? wall : ste);
        buffer.Write32(ref s, 20, first);
        buffer.Write32(ref s, 24, wall != 0 ? SteCode : 0);
        buffer.Write32(ref s, 28, wall != 0 ? ste : 0);
        buffer.Write32(ref s, 32, first + wall);
        for (int i = 0; i < reference.Length; i++)
            buffer.Write8(ref s, SsidHeader + (uint)i, reference[i]);

        ref LabelRow label = ref policy.Labels[(int)row];
        for (uint t = 0; t < wall && t < Limits.Types; t++)
            buffer.Write8(ref s, first + t, (byte)TypeSets.Bit(ref label.WallTypes, (int)t));
        for (uint t = 0; t < ste && t < Limits.Types; t++)
            buffer.Write8(ref s, first + wall + t, (byte)TypeSets.Bit(ref label.SteTypes, (int)t));
        return Errno.Okay;
    }

    /// <summary>
    /// acm_getpolicy { handle, u32 size }: the file in force, a few pages a step; -ENOSPC if it does not fit. -EBUSY when
    /// it takes more than a step while another call is not complete.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static long Policy(ref State s, uint caller, ref HypercallRequest request, ref CallEffect effect)
    {
        if (!GuestBuffer.TryOpen(
                ref s, caller, ref request.Mode, request.Argument1 + 8, 12, GuestAccess.Read, out GuestBuffer argument))
            return Errno.BadAddress;

        ulong handle = argument.Read64(ref s, 0);
        ReadOnlySpan<byte> file = PolicyStore.InForce(ref s);
        if (argument.Read32(ref s, 8) < (uint)file.Length)
            return Errno.NoSpace;
        bool goesOn = PolicyStore.GoesOn(ref s, ref request, copiesOut: true);
        bool isLong = (uint)file.Length > PagesAStep * Page;
        if (s.Store.Job != PolicyJob.None && !goesOn && isLong)
            return Errno.Busy;

        uint done = goesOn ? s.Store.Copied : 0;
        for (uint pages = 0; pages < PagesAStep && done < (uint)file.Length; pages++)
        {
            uint length = (uint)file.Length - done < Page ? (uint)file.Length - done : Page;
            if (!GuestBuffer.TryOpen(
                    ref s, caller, ref request.Mode, handle + done, length, GuestAccess.Write, out GuestBuffer buffer))
            {
                if (goesOn)
                    s.Store.Job = PolicyJob.None;
                return Errno.BadAddress;
            }

            for (uint i = 0; i < length; i++)
                buffer.Write8(ref s, i, file[(int)(done + i)]);
            done += length;
        }

        if (!isLong)
            return Errno.Okay;
        if (!goesOn)
            PolicyStore.Begin(ref s, PolicyJob.CopiesOut);
        s.Store.Copied = done;
        if (done < (uint)file.Length)
            PolicyStore.Continue(ref s, ref request, ref effect);
        else
            s.Store.Job = PolicyJob.None;
        return Errno.Okay;
    }

    /// <summary>Opens the buffer of { handle, u32 size } at an offset of the argument.</summary>
    private static bool TryOpenHandle(
        ref State s, uint caller, ref HypercallRequest request, uint at, uint length, out GuestBuffer buffer,
        out long error)
    {
        buffer = default;
        error = Errno.BadAddress;
        if (!GuestBuffer.TryOpen(
                ref s, caller, ref request.Mode, request.Argument1 + at, 12, GuestAccess.Read, out GuestBuffer argument))
            return false;

        ulong handle = argument.Read64(ref s, 0);
        uint size = argument.Read32(ref s, 8);
        error = Errno.NoSpace;
        if (size < length || length > Page)
            return false;

        error = Errno.BadAddress;
        return GuestBuffer.TryOpen(ref s, caller, ref request.Mode, handle, length, GuestAccess.Write, out buffer);
    }

    private static void WriteBig(ref State s, ref GuestBuffer buffer, uint at, uint value)
    {
        for (uint i = 0; i < 4; i++)
            buffer.Write8(ref s, at + i, (byte)(value >> (int)(24 - (8 * i))));
    }
}
