using System.Runtime.CompilerServices;

namespace Verified.Kernel;

/// <summary>The parameters of one domain (public/hvm/params.h), by index.</summary>
[InlineArray(Limits.Parameters)]
public struct ParameterRow
{
    private ulong _value;
}

/// <summary>The parameters of all domains, [domain][index].</summary>
[InlineArray(Limits.Domains)]
public struct ParameterTable
{
    private ParameterRow _row;
}

/// <summary>HVMOP_set_param, HVMOP_get_param and HVMOP_pagetable_dying (public/hvm/hvm_op.h).</summary>
public static class DomainParameters
{
    /// <summary>HVM_PARAM_CALLBACK_IRQ: how events reach a domain.</summary>
    public const uint CallbackIrq = 0;

    /// <summary>HVM_NR_PARAMS: every index is below it.</summary>
    public const uint Count = 39;

    private const uint TimerMode = 10;
    private const uint FipWidth = 36;
    private const uint VectorCallback = 2;
    private const uint LowestVector = 0x10;

    // Sets of parameters, a bit each. What a domain sets itself: CALLBACK_IRQ, STORE_EVTCHN, VM86_TSS, CONSOLE_EVTCHN,
    // ACPI_IOPORTS_LOCATION, VM_GENERATION_ID_ADDR, X87_FIP_WIDTH, VM86_TSS_SIZED.
    private const ulong SetByGuest =
        1UL << 0 | 1UL << 2 | 1UL << 15 | 1UL << 18 | 1UL << 19 | 1UL << 34 | 1UL << 36 | 1UL << 37;

    // Beside these it reads STORE_PFN and CONSOLE_PFN.
    private const ulong ReadByGuest = SetByGuest | 1UL << 1 | 1UL << 17;

    // VIRIDIAN, IOREQ_SERVER_PFN, NR_IOREQ_SERVER_PAGES, ALTP2M, MCA_CAP.
    private const ulong SetOnce = 1UL << 9 | 1UL << 32 | 1UL << 33 | 1UL << 35 | 1UL << 38;

    // Left out by Xen, or taken back.
    private const ulong Unused = 1UL << 3 | 1UL << 4 | 1UL << 7 | 1UL << 8 | 1UL << 13 | 0x7fUL << 20 | 1UL << 30;

    /// <summary>Sets a parameter.</summary>
    /// <param name="s">The state.</param>
    /// <param name="caller">The calling domain.</param>
    /// <param name="dom">
    /// Whose: the caller's (-EPERM unless it is one that a domain sets itself), or another's (-EPERM unless privileged,
    /// -ESRCH unless it exists).
    /// </param>
    /// <param name="index">Which: -EINVAL beyond the last or when it has no use.</param>
    /// <param name="value">
    /// Its value: -EINVAL where the parameter has no such one, -EEXIST where another was set and cannot be changed.
    /// </param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static long Set(ref State s, uint caller, uint dom, uint index, ulong value)
    {
        uint domain = DomainIds.Resolve(caller, dom);
        long refused = Refused(ref s, caller, domain, index, SetByGuest);
        if (refused != Errno.Okay)
            return refused;

        ref ulong parameter = ref s.Params[(int)domain][(int)index];
        if (IsOneOf(SetOnce, index) && parameter != 0 && parameter != value)
            return Errno.AlreadyExists;
        if (index == TimerMode && value > 3)
            return Errno.Invalid;
        if (index == FipWidth && value != 0 && value != 4 && value != 8)
            return Errno.Invalid;

        parameter = value;
        if (index == CallbackIrq && value >> 56 == VectorCallback && (value & 0xff) >= LowestVector)
            s.Vcpus[(int)domain].UpcallVector = (byte)value;
        return Errno.Okay;
    }

    /// <summary>Tells a parameter.</summary>
    /// <param name="s">The state.</param>
    /// <param name="caller">The calling domain.</param>
    /// <param name="dom">
    /// Whose: the caller's (-EPERM unless it is one that a domain reads), or another's (-EPERM unless privileged,
    /// -ESRCH unless it exists).
    /// </param>
    /// <param name="index">Which: -EINVAL beyond the last or when it has no use.</param>
    /// <param name="value">Its value; 0 on error.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static long Get(ref State s, uint caller, uint dom, uint index, out ulong value)
    {
        value = 0;
        uint domain = DomainIds.Resolve(caller, dom);
        long refused = Refused(ref s, caller, domain, index, ReadByGuest);
        if (refused == Errno.Okay)
            value = s.Params[(int)domain][(int)index];
        return refused;
    }

    /// <summary>
    /// A hint for shadow page tables, which are not used here: -EINVAL says so (-EOPNOTSUPP of another domain).
    /// </summary>
    /// <param name="s">The state.</param>
    /// <param name="caller">The calling domain.</param>
    /// <param name="dom">Whose page table: another's -EPERM unless privileged, -ESRCH unless it exists.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static long PagetableDying(ref State s, uint caller, uint dom)
    {
        uint domain = DomainIds.Resolve(caller, dom);
        if (domain != caller && s.Domains[(int)caller].Privileged == 0)
            return Errno.NotPermitted;
        if (!DomainIds.Exists(ref s, domain))
            return Errno.NoDomain;
        return domain != caller ? Errno.NotSupported : Errno.Invalid;
    }

    /// <summary>Why a parameter of a domain is out of the caller's reach; Okay when it is not.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long Refused(ref State s, uint caller, uint domain, uint index, ulong ofGuest)
    {
        if (domain != caller && s.Domains[(int)caller].Privileged == 0)
            return Errno.NotPermitted;
        if (!DomainIds.Exists(ref s, domain))
            return Errno.NoDomain;
        if (index >= Count || IsOneOf(Unused, index))
            return Errno.Invalid;
        return domain == caller && !IsOneOf(ofGuest, index) ? Errno.NotPermitted : Errno.Okay;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsOneOf(ulong kinds, uint index) => ((kinds >> (int)index) & 1) != 0;
}
