namespace Verified.Kernel.Machine.Protected;

/// <summary>
/// Moves to and from debug registers, all of which exit. The operand may be any register, so that the run has ended and
/// all of them are in the slot.
/// </summary>
public static class DebugExit
{
    private const ulong DebuggingExtensions = 1 << 3;
    private const uint FirstAlias = 4;
    private const uint LastRegister = 7;

    /// <summary>Carries the instruction out, or raises its exception; false when it is not understood.</summary>
    public static unsafe bool Handle(ref State s, VcpuSlot* slot)
    {
        if (!TryFetch(ref s, slot, out uint bytes))
            return false;
        if (!DebugMove.TryDecode(bytes, slot->Request.Mode.Is64Bit != 0, out DebugMove move))
            return false;

        // DR4 and DR5 are other names of DR6 and DR7, unless CR4.DE says that they are none.
        bool isAlias = move.Debug == FirstAlias || move.Debug == FirstAlias + 1;
        if (move.Debug > LastRegister || (isAlias && (slot->Vmcb.Cr4 & DebuggingExtensions) != 0))
        {
            GuestEvents.Raise(ref slot->Vmcb, GuestEvents.InvalidOpcode);
            return true;
        }

        uint register = isAlias ? move.Debug + 2 : move.Debug;
        if (!move.Writes)
            GeneralRegisters.Set(slot, move.General, slot->Registers.Debug.Read(register, slot->Vmcb.Dr6));
        else if (!slot->Registers.Debug.Write(register, Operand(slot, move.General), ref slot->Vmcb.Dr6))
        {
            GuestEvents.RaiseWithError(ref slot->Vmcb, GuestEvents.GeneralProtection);
            return true;
        }

        slot->Vmcb.StepTo(slot->Vmcb.Rip + move.Length);
        return true;
    }

    private static unsafe ulong Operand(VcpuSlot* slot, uint number)
    {
        ulong value = GeneralRegisters.Get(slot, number);
        return slot->Request.Mode.Is64Bit != 0 ? value : (uint)value;
    }

    /// <summary>The instruction's bytes, each read once; false when they cannot be read.</summary>
    private static unsafe bool TryFetch(ref State s, VcpuSlot* slot, out uint bytes)
    {
        ref CallerMode mode = ref slot->Request.Mode;
        ulong address = slot->Vmcb.Rip;
        if (mode.Is64Bit == 0)
            address = (uint)(address + slot->Vmcb.Cs.Base);
        bytes = 0;
        uint length = DebugMove.MostLength - 1;
        for (uint i = 0; i < length; i++)
        {
            if (!GuestBuffer.TryOpen(ref s, slot->Domain, ref mode, address + i, 1, GuestAccess.Read, out GuestBuffer place))
                return false;
            uint value = place.Read8(ref s, 0);
            bytes |= value << (int)(8 * i);
            if (i == 0 && DebugMove.HasPrefix(value, mode.Is64Bit != 0))
                length = DebugMove.MostLength;
        }

        return true;
    }
}
