using System.Runtime.CompilerServices;

namespace Verified.Kernel;

/// <summary>
/// hvm_op(cmd, argument) (structures of public/hvm/hvm_op.h, the same for 32-bit and 64-bit callers).
/// </summary>
public static class HvmCall
{
    private const uint SetParam = 0;
    private const uint GetParam = 1;
    private const uint PagetableDying = 9;
    private const uint SetEvtchnUpcallVector = 23;

    /// <summary>Runs one operation; -ENOSYS for one that is not offered.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static long Run(ref State s, uint caller, ref HypercallRequest request)
    {
        uint command = (uint)request.Argument1;
        if (command == SetEvtchnUpcallVector)
            return OfUpcallVector(ref s, caller, ref request);
        if (command != SetParam && command != GetParam && command != PagetableDying)
            return Errno.NoSuchCall;

        // xen_hvm_param: { u16 domid, u16 pad, u32 index, u64 value }; xen_hvm_pagetable_dying: { u16 domid, u64 gpa }.
        uint access = command == GetParam ? GuestAccess.Write : GuestAccess.Read;
        if (!GuestBuffer.TryOpen(
                ref s, caller, ref request.Mode, request.Argument2, 16, access, out GuestBuffer argument))
            return Errno.BadAddress;

        uint domain = argument.Read32(ref s, 0) & 0xffff;
        if (command == PagetableDying)
            return DomainParameters.PagetableDying(ref s, caller, domain);

        uint index = argument.Read32(ref s, 4);
        if (command == SetParam)
            return DomainParameters.Set(ref s, caller, domain, index, argument.Read64(ref s, 8));

        long result = DomainParameters.Get(ref s, caller, domain, index, out ulong value);
        if (result == Errno.Okay)
            argument.Write64(ref s, 8, value);
        return result;
    }

    /// <summary>xen_hvm_evtchn_upcall_vector: { u32 vcpu, u8 vector }.</summary>
    private static long OfUpcallVector(ref State s, uint caller, ref HypercallRequest request)
    {
        if (!GuestBuffer.TryOpen(
                ref s, caller, ref request.Mode, request.Argument2, 8, GuestAccess.Read, out GuestBuffer argument))
            return Errno.BadAddress;

        return UpcallVector.Set(ref s, caller, argument.Read32(ref s, 0), argument.Read8(ref s, 4));
    }
}
