using System.Runtime.CompilerServices;

namespace Verified.Kernel;

/// <summary>HVMOP_set_evtchn_upcall_vector (public/hvm/hvm_op.h).</summary>
public static class UpcallVector
{
    /// <summary>Sets the interrupt vector by which events reach a vCPU.</summary>
    /// <param name="s">The state.</param>
    /// <param name="caller">The calling domain.</param>
    /// <param name="vcpu">The vCPU: 0, else -ENOENT.</param>
    /// <param name="vector">0x10 to 0xff, else -EINVAL: lower ones are the processor's exceptions.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static long Set(ref State s, uint caller, uint vcpu, uint vector)
    {
        if (vector < 0x10 || vector > 0xff)
            return Errno.Invalid;
        if (vcpu != 0)
            return Errno.NoEntry;

        s.Vcpus[(int)caller].UpcallVector = (byte)vector;
        return Errno.Okay;
    }
}
