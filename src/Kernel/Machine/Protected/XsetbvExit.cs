using System.Runtime;
using System.Runtime.CompilerServices;

namespace Verified.Kernel.Machine.Protected;

/// <summary>
/// XSETBV: which components of the extended state a guest enables (AMD64 manual vol. 2, section 11.5.3). It is intercepted
/// because XCR0 is not VMRUN's to switch, and so that no guest enables what is not switched.
/// </summary>
public static unsafe class XsetbvExit
{
    private const uint InstructionLength = 3;
    private const ulong OsXsave = 1 << 18;

    /// <summary>Carries the instruction out, or raises its exception.</summary>
    public static void Handle(VcpuSlot* slot)
    {
        ref VcpuRegisters registers = ref slot->Registers;
        ulong value = (registers.Rdx << 32) | (uint)slot->Vmcb.Rax;
        if ((slot->Vmcb.Cr4 & OsXsave) == 0)
        {
            GuestEvents.Raise(ref slot->Vmcb, GuestEvents.InvalidOpcode);
            return;
        }

        if (slot->Vmcb.Cpl != 0 || (uint)registers.Rcx != 0 || !ExtendedState.IsControl(value))
        {
            GuestEvents.RaiseWithError(ref slot->Vmcb, GuestEvents.GeneralProtection);
            return;
        }

        registers.Xcr0 = value;
        LoadExtendedControl(value);
        slot->Vmcb.StepTo(slot->Vmcb.Rip + InstructionLength);
    }

    [RuntimeImport("*", "load_extended_control")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern void LoadExtendedControl(ulong value);
}
