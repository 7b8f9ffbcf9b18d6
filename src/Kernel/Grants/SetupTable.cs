using System.Runtime.CompilerServices;

namespace Verified.Kernel;

/// <content>GNTTABOP_setup_table.</content>
public static partial class GrantTable
{
    /// <summary>
    /// What the list of frames holds for a grant frame that is nowhere in the guest's space (Xen's INVALID_GFN).
    /// </summary>
    public const ulong NotMapped = 0xffff_ffff_ffff_ffff;

    /// <summary>Tells where a domain sees its grant table.</summary>
    /// <param name="s">The state.</param>
    /// <param name="caller">The calling domain.</param>
    /// <param name="dom">
    /// Whose: the caller's own, or another's, which takes privilege and the monitor's permission.
    /// </param>
    /// <param name="gfn">The guest frame number of its one frame, or <see cref="NotMapped"/>; also on error.</param>
    /// <returns>0 or one of <see cref="GrantStatus"/>.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static long SetupTable(ref State s, uint caller, uint dom, out ulong gfn)
    {
        gfn = NotMapped;
        uint domain = DomainIds.Resolve(caller, dom);
        if (domain != caller && s.Domains[(int)caller].Privileged == 0)
            return GrantStatus.PermissionDenied;
        if (!DomainIds.Exists(ref s, domain))
            return GrantStatus.BadDomain;
        if (!Mediation.MayShare(ref s, caller, caller, domain, Hook.SetupTable))
            return GrantStatus.PermissionDenied;

        uint index = s.Frames[(int)s.Domains[(int)domain].GrantFrame].Index;
        if (index != Frame.NoGfn)
            gfn = index;

        return GrantStatus.Okay;
    }
}
