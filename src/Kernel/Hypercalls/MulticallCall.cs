using System.Runtime.CompilerServices;

namespace Verified.Kernel;

/// <summary>
/// multicall(list, count): calls one after the other, each with a result of its own (public/xen.h, multicall_entry:
/// { u64 op, out u64 result, u64 args[6] }). Each is a unit; one that fails does not end the list. Calls that cannot stand
/// in one fail with -EINVAL: another multicall, and reading the console, whose result the machine finds last.
/// </summary>
public static class MulticallCall
{
    /// <summary>The most elements of one step.</summary>
    public const uint ElementsAStep = 8;

    private const uint ElementSize = 64;
    private const uint ResultPlace = 8;
    private const uint FirstArgument = 16;

    /// <summary>
    /// Makes the calls of one step; the rest is done when the guest executes its VMMCALL again. An element out of reach
    /// ends the list with -EFAULT, and those before it are done, as in Xen.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static long Run(ref State s, uint caller, ref HypercallRequest request, ref CallEffect effect)
    {
        ulong list = request.Argument1;
        uint count = (uint)request.Argument2;
        for (uint i = 0; i < ElementsAStep && count != 0; i++)
        {
            long error = One(ref s, caller, ref request, ref effect, list);
            if (error != Errno.Okay)
                return error;

            uint kind = effect.Kind;
            if (kind != EffectKind.Clock && kind != EffectKind.Continue)
            {
                list += ElementSize;
                count--;
            }

            if (kind != EffectKind.None)
                return Leave(ref request, ref effect, list, count);
        }

        if (count != 0)
            effect.Kind = EffectKind.Continue;
        return Leave(ref request, ref effect, list, count);
    }

    /// <summary>What the last element asks of the machine comes first; then what is left of the list goes on.</summary>
    private static long Leave(ref HypercallRequest request, ref CallEffect effect, ulong list, uint count)
    {
        if (count == 0)
            return Errno.Okay;

        request.Argument1 = list;
        request.Argument2 = count;
        if (effect.Kind != EffectKind.Clock && effect.Kind != EffectKind.Continue)
            effect.Kind |= EffectKind.ThenContinue;
        return Errno.Okay;
    }

    /// <summary>
    /// One call. The registers of the multicall itself stand aside meanwhile. Its place is looked up again for the
    /// result: the call may have taken it away.
    /// </summary>
    private static long One(
        ref State s, uint caller, ref HypercallRequest request, ref CallEffect effect, ulong address)
    {
        if (!GuestBuffer.TryOpen(
                ref s, caller, ref request.Mode, address, ElementSize, GuestAccess.Write, out GuestBuffer element))
            return Errno.BadAddress;

        ulong number = request.Number;
        ulong first = request.Argument1;
        ulong second = request.Argument2;
        ulong third = request.Argument3;
        ulong fourth = request.Argument4;
        ulong fifth = request.Argument5;
        request.Number = element.Read64(ref s, 0);
        request.Argument1 = element.Read64(ref s, FirstArgument);
        request.Argument2 = element.Read64(ref s, FirstArgument + 8);
        request.Argument3 = element.Read64(ref s, FirstArgument + 16);
        request.Argument4 = element.Read64(ref s, FirstArgument + 24);
        request.Argument5 = element.Read64(ref s, FirstArgument + 32);
        long result = request.Number == HypercallNumber.Multicall || ConsoleCall.IsRead(ref request)
            ? Errno.Invalid
            : HypercallEntry.CallWide(ref s, caller, ref request, ref effect);

        long error = Errno.Okay;
        if (effect.Kind != EffectKind.Clock)
            error = Put(ref s, caller, ref request, address, effect.Kind == EffectKind.Continue, result);
        request.Number = number;
        request.Argument1 = first;
        request.Argument2 = second;
        request.Argument3 = third;
        request.Argument4 = fourth;
        request.Argument5 = fifth;
        return error;
    }

    /// <summary>Writes the result, or, of a call that has to go on, what is left of it.</summary>
    private static long Put(
        ref State s, uint caller, ref HypercallRequest request, ulong address, bool goesOn, long result)
    {
        if (!GuestBuffer.TryOpen(
                ref s, caller, ref request.Mode, address, ElementSize, GuestAccess.Write, out GuestBuffer element))
            return Errno.BadAddress;

        if (!goesOn)
        {
            element.Write64(ref s, ResultPlace, (ulong)result);
            return Errno.Okay;
        }

        element.Write64(ref s, FirstArgument, request.Argument1);
        element.Write64(ref s, FirstArgument + 8, request.Argument2);
        element.Write64(ref s, FirstArgument + 16, request.Argument3);
        return Errno.Okay;
    }
}
