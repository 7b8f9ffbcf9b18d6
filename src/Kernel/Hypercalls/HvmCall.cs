using System.Runtime.CompilerServices;

namespace Verified.Kernel;

/// <summary>hvm_op(cmd, argument) (structures of public/hvm/hvm_op.h).</summary>
public static class HvmCall
{
    private const uint SetEvtchnUpcallVector = 23;

    /// <summary>Runs one operation; -ENOSYS for one that is not offered.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static long Run(ref State s, uint caller, ref HypercallRequest request)
    {
        if ((uint)request.Argument1 != SetEvtchnUpcallVector)
            return Errno.NoSuchCall;

        // xen_hvm_evtchn_upcall_vector: { u32 vcpu, u8 vector }.
        if (!GuestBuffer.TryOpen(
                ref s, caller, ref request.Mode, request.Argument2, 8, GuestAccess.Read, out GuestBuffer argument))
            return Errno.BadAddress;

        return UpcallVector.Set(ref s, caller, argument.Read32(ref s, 0), argument.Read8(ref s, 4));
    }
}
