using System;

namespace Verified.Guests;

/// <summary>
/// acm_op's chgpolicy, relabeldoms and dumpstats (xen/include/public/acm_ops.h of Xen 3.1, with a mode at the end).
/// </summary>
internal static unsafe class PolicyOps
{
    /// <summary>Refuse a change that takes sharing away.</summary>
    internal const uint Refuse = 0;

    /// <summary>Close channels and take mappings away that the change no longer permits.</summary>
    internal const uint Revoke = 1;

    private const uint Version = 0xaaaa_000b;
    private const uint DumpStatistics = 3;
    private const uint ChangePolicy = 6;
    private const uint RelabelDomains = 7;
    private const uint BothHalves = 0x1_0001;

    /// <summary>Puts a policy in force.</summary>
    /// <param name="file">The binary policy.</param>
    /// <param name="mode"><see cref="Refuse"/> or <see cref="Revoke"/>.</param>
    internal static long Change(ReadOnlySpan<byte> file, uint mode)
    {
        ChangeArgument argument = default;
        argument.Command = ChangePolicy;
        argument.Version = Version;
        argument.Mode = mode;
        fixed (byte* bytes = &file[0])
        {
            argument.Policy = bytes;
            argument.PolicySize = (ulong)file.Length;
            argument.Deleted = Successors.Deleted;
            argument.DeletedSize = Successors.DeletedCount * 4;
            argument.Changed = Successors.Changed;
            argument.ChangedSize = Successors.ChangedCount * 8;
            argument.Errors = Violations.Begin();
            argument.ErrorsSize = Violations.Bytes;
            return Xen.Call(Xen.AcmOp, (ulong)&argument, 0, 0);
        }
    }

    /// <summary>Gives a domain another label of the policy in force.</summary>
    internal static long Relabel(uint domain, uint ssidref, uint mode)
    {
        ulong pair = domain | ((ulong)OnTheWire(ssidref) << 32);
        RelabelArgument argument = default;
        argument.Command = RelabelDomains;
        argument.Version = Version;
        argument.Map = &pair;
        argument.MapSize = 8;
        argument.Errors = Violations.Begin();
        argument.ErrorsSize = Violations.Bytes;
        argument.Mode = mode;
        return Xen.Call(Xen.AcmOp, (ulong)&argument, 0, 0);
    }

    /// <summary>Has the statistics written (acm_stats_buffer and acm_ste_stats_buffer, big-endian).</summary>
    internal static long Statistics(byte* buffer, uint size)
    {
        StatisticsArgument argument = default;
        argument.Command = DumpStatistics;
        argument.Version = Version;
        argument.Buffer = buffer;
        argument.Size = size;
        return Xen.Call(Xen.AcmOp, (ulong)&argument, 0, 0);
    }

    /// <summary>A label as an ssidref: its row in both halves.</summary>
    internal static uint OnTheWire(uint row) => row * BothHalves;

    private struct ChangeArgument
    {
        internal uint Command;
        internal uint Version;
        internal byte* Policy;
        internal ulong PolicySize;
        internal uint* Deleted;
        internal ulong DeletedSize;
        internal uint* Changed;
        internal ulong ChangedSize;
        internal uint* Errors;
        internal uint ErrorsSize;
        internal uint Mode;
    }

    private struct RelabelArgument
    {
        internal uint Command;
        internal uint Version;
        internal ulong* Map;
        internal ulong MapSize;
        internal uint* Errors;
        internal uint ErrorsSize;
        internal uint Mode;
    }

    private struct StatisticsArgument
    {
        internal uint Command;
        internal uint Version;
        internal byte* Buffer;
        internal ulong Size;
    }
}
