namespace Verified.Spec;

/// <summary>The parameters of a domain (xen/include/public/hvm/params.h): sets of them have a bit a parameter.</summary>
public static class ParameterKinds
{
    /// <summary>How many there are.</summary>
    public const ulong Count = 39;

    /// <summary>HVM_PARAM_CALLBACK_IRQ: how events reach a domain.</summary>
    public const ulong CallbackIrq = 0;

    /// <summary>HVM_PARAM_TIMER_MODE, 0 to 3.</summary>
    public const ulong TimerMode = 10;

    /// <summary>HVM_PARAM_X87_FIP_WIDTH: 0, 4 or 8.</summary>
    public const ulong FipWidth = 36;

    /// <summary>
    /// A domain sets these itself: how its events arrive, its ports of store and console, VM86_TSS (both),
    /// ACPI_IOPORTS_LOCATION, VM_GENERATION_ID_ADDR, X87_FIP_WIDTH.
    /// </summary>
    public const ulong SetByGuest =
        1UL << 0 | 1UL << 2 | 1UL << 15 | 1UL << 18 | 1UL << 19 | 1UL << 34 | 1UL << 36 | 1UL << 37;

    /// <summary>It reads these too: the frames of store and console.</summary>
    public const ulong ReadByGuest = SetByGuest | 1UL << 1 | 1UL << 17;

    /// <summary>These are set once: VIRIDIAN, the two of the I/O request server, ALTP2M, MCA_CAP.</summary>
    public const ulong SetOnce = 1UL << 9 | 1UL << 32 | 1UL << 33 | 1UL << 35 | 1UL << 38;

    /// <summary>Nobody has a use for these: numbers that Xen leaves out or took back.</summary>
    public const ulong Unused = 1UL << 3 | 1UL << 4 | 1UL << 7 | 1UL << 8 | 1UL << 13 | 0x7fUL << 20 | 1UL << 30;
}

public sealed partial class Specification<TBool, TWord, TTable>
{
    /// <summary>
    /// HVMOP_set_param: a parameter of the caller, or, for a privileged caller, of any domain. A vector for the events
    /// is taken at once.
    /// </summary>
    public Outcome SetParam(SystemState state, TWord caller, TWord dom, TWord index, TWord value)
    {
        var call = new Attempt(state);
        TWord domain = ParameterOwner(call, state, caller, dom, index);
        call.Require(domain != caller | IsOneOf(ParameterKinds.SetByGuest, index), Errno.Perm);
        TWord old = state[Parameters.Value, domain, index];
        call.Require(!IsOneOf(ParameterKinds.SetOnce, index) | old == 0 | old == value, Errno.Exists);
        call.Require(index != ParameterKinds.TimerMode | value <= Number(3), Errno.Invalid);
        call.Require(index != ParameterKinds.FipWidth | value == 0 | value == 4 | value == 8, Errno.Invalid);

        SystemState next = state.With(Parameters.Value, domain, index, value);
        TWord vector = value & 0xff;
        TBool isVector = index == ParameterKinds.CallbackIrq & value >> 56 == 2 & vector >= Number(0x10);
        return call.Succeed(
            Number(0), SystemState.If(isVector, next.With(Vcpus.UpcallVector, domain, vector), next));
    }

    /// <summary>HVMOP_get_param: outputs a parameter of the caller, for a privileged caller of any domain.</summary>
    public Outcome GetParam(SystemState state, TWord caller, TWord dom, TWord index)
    {
        var call = new Attempt(state);
        TWord domain = ParameterOwner(call, state, caller, dom, index);
        call.Require(domain != caller | IsOneOf(ParameterKinds.ReadByGuest, index), Errno.Perm);
        return call.Succeed(Number(0), state) with { Outputs = [state[Parameters.Value, domain, index]] };
    }

    /// <summary>HVMOP_pagetable_dying: a hint for shadow page tables, which are not used here; so it says.</summary>
    public Outcome PagetableDying(SystemState state, TWord caller, TWord dom)
    {
        var call = new Attempt(state);
        TWord domain = Resolve(dom, caller);
        call.Require(domain == caller | IsPrivileged(state, caller), Errno.Perm);
        call.Require(Exists(state, domain), Errno.Search);
        call.Require(domain == caller, Errno.NotSupported);
        call.Require(TBool.False, Errno.Invalid);
        return call.Succeed(Number(0), state);
    }

    /// <summary>Whose parameter is meant; it must be one that has a use.</summary>
    private TWord ParameterOwner(Attempt call, SystemState state, TWord caller, TWord dom, TWord index)
    {
        TWord domain = Resolve(dom, caller);
        call.Require(domain == caller | IsPrivileged(state, caller), Errno.Perm);
        call.Require(Exists(state, domain), Errno.Search);
        call.Require(index < ParameterKinds.Count, Errno.Invalid);
        call.Require(!IsOneOf(ParameterKinds.Unused, index), Errno.Invalid);
        return domain;
    }

    private static TBool IsOneOf(ulong kinds, TWord index) => (TWord.ShiftRight(Number(kinds), index & 63) & 1) == 1;
}
