namespace Verified.Guests;

/// <summary>acm_op: questions to the reference monitor.</summary>
public static unsafe class Acm
{
    private const uint Version = 0xaaaa_000a;
    private const uint GetDecisionCommand = 5;
    private const uint BySsidref = 1;
    private const uint ByDomain = 2;
    private const uint AuthorizationHook = 2;

    /// <summary>Whether a domain may access a resource with a label.</summary>
    /// <param name="domain">The domain.</param>
    /// <param name="row">The resource label's row in the policy.</param>
    /// <param name="permitted">The answer.</param>
    /// <returns>0, or a negative error: then there is no answer.</returns>
    public static long MayAccess(uint domain, uint row, out bool permitted)
    {
        Argument argument = default;
        argument.Command = GetDecisionCommand;
        argument.Version = Version;
        argument.By1 = ByDomain;
        argument.By2 = BySsidref;
        argument.Id1 = domain;
        // On the wire the row stands in the upper half; the lower one is the Chinese Wall's, which has no resources.
        argument.Id2 = row << 16;
        argument.Hook = AuthorizationHook;
        argument.Decision = uint.MaxValue;
        long result = Xen.Call(Xen.AcmOp, (ulong)&argument, 0, 0);
        permitted = argument.Decision == 0;
        return result;
    }

    private struct Argument
    {
        internal uint Command;
        internal uint Version;
        internal uint By1;
        internal uint By2;
        internal uint Id1;
        internal uint Id2;
        internal uint Hook;
        internal uint Decision;
    }
}
