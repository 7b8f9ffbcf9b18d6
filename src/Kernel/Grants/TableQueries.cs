using System.Runtime.CompilerServices;

namespace Verified.Kernel;

/// <content>Questions about a grant table that have one answer: it has one frame and version 1.</content>
public static partial class GrantTable
{
    /// <summary>Frames of a grant table.</summary>
    public const uint TableFrames = 1;

    /// <summary>
    /// What query_size says a table may grow to. It never does, as on a machine that has no memory left for it. Guests
    /// count their own lists by this number, in pages of 1,024 references (Linux, gnttab_init: none for one frame).
    /// </summary>
    public const uint TableFramesSaid = 2;

    private const uint OnlyVersion = 1;
    private const uint KnownVersion = 2;

    /// <summary>GNTTABOP_query_size: whether the caller may know the size, <see cref="TableFrames"/>.</summary>
    /// <param name="s">The state.</param>
    /// <param name="caller">The calling domain.</param>
    /// <param name="dom">Whose: another domain's takes privilege.</param>
    /// <returns>0 or one of <see cref="GrantStatus"/>.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static long QuerySize(ref State s, uint caller, uint dom)
    {
        uint domain = DomainIds.Resolve(caller, dom);
        if (domain != caller && s.Domains[(int)caller].Privileged == 0)
            return GrantStatus.PermissionDenied;

        return DomainIds.Exists(ref s, domain) ? GrantStatus.Okay : GrantStatus.BadDomain;
    }

    /// <summary>GNTTABOP_get_version.</summary>
    /// <param name="s">The state.</param>
    /// <param name="caller">The calling domain.</param>
    /// <param name="dom">Whose: another domain's takes privilege, or -EPERM; -ESRCH unless it exists.</param>
    /// <returns>The version, 1, or an error.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static long GetVersion(ref State s, uint caller, uint dom)
    {
        uint domain = DomainIds.Resolve(caller, dom);
        if (domain != caller && s.Domains[(int)caller].Privileged == 0)
            return Errno.NotPermitted;

        return DomainIds.Exists(ref s, domain) ? OnlyVersion : Errno.NoDomain;
    }

    /// <summary>GNTTABOP_set_version.</summary>
    /// <param name="s">The state.</param>
    /// <param name="caller">The calling domain.</param>
    /// <param name="version">1; 2 is -ENOSYS, as where Xen does not offer it, and any other -EINVAL.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static long SetVersion(ref State s, uint caller, uint version)
    {
        if (version == OnlyVersion)
            return Errno.Okay;

        return version == KnownVersion ? Errno.NoSuchCall : Errno.Invalid;
    }
}
