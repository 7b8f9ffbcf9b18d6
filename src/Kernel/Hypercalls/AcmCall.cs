using System.Runtime.CompilerServices;

namespace Verified.Kernel;

/// <summary>
/// acm_op(argument), where sHype had it: { u32 cmd, u32 interface_version, union } (policy structures of
/// xen/include/public/acm_ops.h, Xen 3.1). Integers are the caller's; a policy
/// file and the statistics are big-endian, as ACM had them.
/// </summary>
public static class AcmCall
{
    private const uint InterfaceVersion = 0xaaaa_000a;
    private const uint ExtendedVersion = 0xaaaa_000b;
    private const uint FirstCommand = 1;
    private const uint SetPolicy = 1;
    private const uint GetPolicy = 2;
    private const uint DumpStatistics = 3;
    private const uint GetSsid = 4;
    private const uint GetDecision = 5;
    private const uint ChangePolicy = 6;
    private const uint LastCommand = 7;

    /// <summary>
    /// Runs one command. Another interface version: -EACCES, as ACM said. The other commands take privilege (-EPERM).
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static long Run(ref State s, uint caller, ref HypercallRequest request, ref CallEffect effect)
    {
        if (!GuestBuffer.TryOpen(
                ref s, caller, ref request.Mode, request.Argument1, 8, GuestAccess.Read, out GuestBuffer head))
            return Errno.BadAddress;

        uint command = head.Read32(ref s, 0);
        uint version = head.Read32(ref s, 4);
        if (version != InterfaceVersion && version != ExtendedVersion)
            return Errno.Denied;
        if (command < FirstCommand || command > LastCommand)
            return Errno.NoSuchCall;
        if (command == GetDecision)
            return OfGetDecision(ref s, caller, ref request);

        if (s.Domains[(int)caller].Privileged == 0)
            return Errno.NotPermitted;
        if (command == DumpStatistics)
            return PolicyReport.Statistics(ref s, caller, ref request);
        if (command == GetSsid)
            return PolicyReport.Ssid(ref s, caller, ref request);
        if (command == GetPolicy)
            return PolicyReport.Policy(ref s, caller, ref request, ref effect);

        uint kind = command == SetPolicy ? ChangeKind.Set
            : command == ChangePolicy ? ChangeKind.Policy
            : ChangeKind.Labels;
        return PolicyChangeCall.Run(ref s, caller, ref request, ref effect, kind, version == ExtendedVersion);
    }

    /// <summary>
    /// acm_getdecision: { u32 by1, u32 by2, u32 id1, u32 id2, u32 hook, out u32 decision }, from byte 8 on.
    /// </summary>
    private static long OfGetDecision(ref State s, uint caller, ref HypercallRequest request)
    {
        if (!GuestBuffer.TryOpen(
                ref s, caller, ref request.Mode, request.Argument1 + 8, 24, GuestAccess.Write,
                out GuestBuffer argument))
            return Errno.BadAddress;

        uint by1 = argument.Read32(ref s, 0);
        uint by2 = argument.Read32(ref s, 4);
        uint id1 = argument.Read32(ref s, 8);
        uint id2 = argument.Read32(ref s, 12);
        uint hook = argument.Read32(ref s, 16);
        long result = Decision.GetDecision(ref s, caller, by1, id1, by2, id2, hook, out uint decision);
        if (result == Errno.Okay)
            argument.Write32(ref s, 20, decision);

        return result;
    }
}
