using System.Runtime;
using System.Runtime.CompilerServices;

namespace Verified.Kernel.Machine.Protected;

/// <summary>What the machine layer keeps in the protected region beside the state and the VMCBs.</summary>
public struct MachineState
{
    /// <summary>Who last used each address space identifier.</summary>
    public AsidUsers AsidUsers;

    /// <summary>The domain whose vCPU runs or ran last.</summary>
    public uint Current;

    /// <summary>Always 0.</summary>
    public uint Padding;

    /// <summary>The one instance.</summary>
    public static unsafe ref MachineState Instance => ref *(MachineState*)(delegate*<void>)&Symbol;

    [RuntimeImport("*", "machine_state")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern void Symbol();
}
