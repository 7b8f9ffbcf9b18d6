namespace Verified.Kernel;

/// <summary>The argument of setpolicy, chgpolicy and relabeldoms, copied in; what a command does not have is 0.</summary>
internal struct ChangeArgument
{
    /// <summary>Where the policy file stands.</summary>
    internal ulong Policy;

    /// <summary>Where the deleted ssidrefs stand.</summary>
    internal ulong Deleted;

    /// <summary>Where the renumbered ssidrefs stand, pairs (old, new).</summary>
    internal ulong Changed;

    /// <summary>Where the labels of domains stand, pairs (domain id, ssidref).</summary>
    internal ulong Map;

    /// <summary>Where errors go, pairs (code, parameter).</summary>
    internal ulong Errors;

    /// <summary>Bytes of the policy file.</summary>
    internal uint PolicySize;

    /// <summary>Bytes of the deleted ssidrefs.</summary>
    internal uint DeletedSize;

    /// <summary>Bytes of the renumbered ssidrefs.</summary>
    internal uint ChangedSize;

    /// <summary>Bytes of the map.</summary>
    internal uint MapSize;

    /// <summary>Bytes that there are for errors.</summary>
    internal uint ErrorsSize;

    /// <summary>0 to refuse, 1 to revoke.</summary>
    internal uint Mode;

    /// <summary>Reads it; false when it cannot be read.</summary>
    internal bool TryRead(ref State s, uint caller, ref HypercallRequest request, uint kind, bool hasMode)
    {
        uint length = kind == ChangeKind.Set ? 12u : kind == ChangeKind.Policy ? 60u : 28u;
        if (!GuestBuffer.TryOpen(
                ref s, caller, ref request.Mode, request.Argument1 + 8, hasMode && kind != ChangeKind.Set ? length + 4 : length,
                GuestAccess.Read, out GuestBuffer argument))
            return false;

        ulong first = argument.Read64(ref s, 0);
        uint firstSize = argument.Read32(ref s, 8);
        if (kind == ChangeKind.Labels)
        {
            Map = first;
            MapSize = firstSize;
            Errors = argument.Read64(ref s, 16);
            ErrorsSize = argument.Read32(ref s, 24);
            Mode = hasMode ? argument.Read32(ref s, 28) : 0;
            return true;
        }

        Policy = first;
        PolicySize = firstSize;
        if (kind == ChangeKind.Set)
            return true;

        Deleted = argument.Read64(ref s, 16);
        DeletedSize = argument.Read32(ref s, 24);
        Changed = argument.Read64(ref s, 32);
        ChangedSize = argument.Read32(ref s, 40);
        Errors = argument.Read64(ref s, 48);
        ErrorsSize = argument.Read32(ref s, 56);
        Mode = hasMode ? argument.Read32(ref s, 60) : 0;
        return true;
    }
}
