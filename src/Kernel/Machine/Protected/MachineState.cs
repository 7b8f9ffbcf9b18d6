using System.Runtime;
using System.Runtime.CompilerServices;

namespace Verified.Kernel.Machine.Protected;

/// <summary>What the machine layer keeps in the protected region beside the state and the vCPUs' slots.</summary>
public struct MachineState
{
    /// <summary>Who last used each address space identifier.</summary>
    public AsidUsers AsidUsers;

    /// <summary>A hypercall of 32-bit code, its registers brought into the order of the arguments.</summary>
    public HypercallRequest Narrow;

    /// <summary>The one instance.</summary>
    public static unsafe ref MachineState Instance => ref *(MachineState*)(delegate*<void>)&Symbol;

    [RuntimeImport("*", "machine_state")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern void Symbol();
}
