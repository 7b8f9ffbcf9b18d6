namespace Verified.Kernel;

/// <summary>xen_version(cmd, argument) (public/version.h).</summary>
public static class XenVersionCall
{
    private const uint Version = 0;

    /// <summary>The version of Xen whose interface this is: 4.17, as major &lt;&lt; 16 | minor.</summary>
    public const long Interface = (4 << 16) | 17;

    /// <summary>Answers the question for the version; -ENOSYS for the others.</summary>
    public static long Run(ref HypercallRequest request) =>
        (uint)request.Argument1 == Version ? Interface : Errno.NoSuchCall;
}
