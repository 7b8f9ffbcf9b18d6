using Verified.Spec;

namespace Verified.Replay;

/// <summary>Which calls the reference monitor has refused: those, and no others, are in the audit log.</summary>
internal static class DenialRule
{
    /// <summary>Whether the monitor refused a call.</summary>
    /// <param name="name">The operation.</param>
    /// <param name="result">Its result.</param>
    /// <param name="before">The state before it.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="outputs">What else it said.</param>
    public static bool Asks(
        string name, long result, Specification.SystemState before, Word[] arguments, ulong[] outputs)
    {
        if (result == Errno.Access) return true;
        if (result == 0) return name == "getdecision" && outputs[0] == Decision.Denied;
        if (result != GrantStatus.PermissionDenied) return false;
        return name switch
        {
            "map_grant_ref" or "transfer" => true,
            // Another domain's frame by number is refused before the monitor is asked.
            "copy" => IsOwnOrGranted(arguments, 2, 1) && IsOwnOrGranted(arguments, 5, 2),
            // A caller without privilege is refused another domain's table before the monitor is asked.
            "setup_table" => before[Domains.Privileged, arguments[0]].Value == 1,
            _ => false,
        };
    }

    private static bool IsOwnOrGranted(Word[] copy, int domain, ulong flag) =>
        copy[domain].Value == copy[0].Value || copy[domain].Value == Specification.Self || (copy[1].Value & flag) != 0;
}
