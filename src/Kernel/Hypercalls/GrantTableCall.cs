using System.Runtime.CompilerServices;

namespace Verified.Kernel;

/// <summary>
/// grant_table_op(cmd, array, count): one element at a time, each a step of its own (structures of
/// public/grant_table.h). An element out of reach ends the call with -EFAULT; those before it are done, as in Xen.
/// </summary>
public static class GrantTableCall
{
    /// <summary>Elements that one step handles; a longer array is continued.</summary>
    public const uint ElementsAStep = 32;

    private const uint MapGrantRef = 0;
    private const uint UnmapGrantRef = 1;
    private const uint SetupTable = 2;
    private const uint Transfer = 4;
    private const uint Copy = 5;
    private const uint QuerySize = 6;
    private const uint SetVersion = 8;
    private const uint GetVersion = 10;
    private const uint SwapGrantRef = 11;
    private const uint CacheFlush = 12;

    /// <summary>Runs one operation over its array; -ENOSYS for one that is not offered.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static long Run(ref State s, uint caller, ref HypercallRequest request, ref CallEffect effect)
    {
        uint command = (uint)request.Argument1;
        uint count = (uint)request.Argument3;
        // Xen takes the count as a signed number and refuses a negative one.
        if ((int)count < 0)
            return Errno.Invalid;

        uint size = SizeOfElement(command, request.Mode.Is64Bit != 0);
        if (size == 0)
            return request.Mode.Is64Bit != 0 ? OfTable(ref s, caller, ref request) : Errno.NoSuchCall;

        ulong element = request.Argument2;
        for (uint i = 0; i < ElementsAStep && i < count; i++)
        {
            long result = One(ref s, caller, ref request.Mode, command, element);
            if (result < 0)
                return result;

            element += size;
        }

        if (count > ElementsAStep)
        {
            request.Argument2 = element;
            request.Argument3 = count - ElementsAStep;
            effect.Kind = EffectKind.Continue;
        }

        return Errno.Okay;
    }

    /// <summary>Bytes of an element of an operation on an array, or 0; 32-bit code has three of them.</summary>
    private static uint SizeOfElement(uint command, bool is64Bit)
    {
        if (command == MapGrantRef)
            return GrantElement.MapSize;
        if (command == UnmapGrantRef)
            return GrantElement.UnmapSize;
        if (command == Copy)
            return is64Bit ? GrantElement.CopySize : GrantElement.NarrowCopySize;
        if (command == Transfer && is64Bit)
            return GrantElement.TransferSize;
        return command == SwapGrantRef && is64Bit ? GrantElement.SwapSize : 0;
    }

    private static long One(ref State s, uint caller, ref CallerMode mode, uint command, ulong element)
    {
        if (command == MapGrantRef)
            return GrantElement.Map(ref s, caller, ref mode, element);
        if (command == UnmapGrantRef)
            return GrantElement.Unmap(ref s, caller, ref mode, element);
        if (command == Copy && mode.Is64Bit != 0)
            return GrantElement.Copy(ref s, caller, ref mode, element);
        if (command == Copy)
            return GrantElement.CopyNarrow(ref s, caller, ref mode, element);
        return command == Transfer
            ? GrantElement.Transfer(ref s, caller, ref mode, element)
            : GrantElement.Swap(ref s, caller, ref mode, element);
    }

    /// <summary>What concerns a whole table and takes one structure.</summary>
    private static long OfTable(ref State s, uint caller, ref HypercallRequest request)
    {
        uint command = (uint)request.Argument1;
        if (command == CacheFlush)
            return Errno.NotSupported;
        // As in Xen, which does not look at the count of the two.
        if (command == SetVersion)
            return GrantTableStructure.SetVersion(ref s, caller, ref request);
        if (command == GetVersion)
            return GrantTableStructure.GetVersion(ref s, caller, ref request);
        if (command != SetupTable && command != QuerySize)
            return Errno.NoSuchCall;
        if ((uint)request.Argument3 != 1)
            return Errno.Invalid;

        return command == SetupTable
            ? GrantTableStructure.SetupTable(ref s, caller, ref request)
            : GrantTableStructure.QuerySize(ref s, caller, ref request);
    }
}
