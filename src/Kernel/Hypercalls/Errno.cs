namespace Verified.Kernel;

/// <summary>
/// The results of hypercalls that fail, with Xen's numbers (xen/include/public/errno.h), already negated.
/// </summary>
public static class Errno
{
    /// <summary>Success.</summary>
    public const long Okay = 0;

    /// <summary>EPERM: the caller lacks the privilege (CPL 0, or domain 0's flag).</summary>
    public const long NotPermitted = -1;

    /// <summary>ENOENT: no such vCPU.</summary>
    public const long NoEntry = -2;

    /// <summary>ESRCH: no domain has this id.</summary>
    public const long NoDomain = -3;

    /// <summary>ENXIO: no such place.</summary>
    public const long NoPlace = -6;

    /// <summary>E2BIG: beyond a limit of this hypervisor.</summary>
    public const long TooBig = -7;

    /// <summary>ENOMEM: the domain's allowance of memory is used up, a larger one cannot be had, or no domain id.</summary>
    public const long NoMemory = -12;

    /// <summary>EACCES: denied by the policy.</summary>
    public const long Denied = -13;

    /// <summary>EFAULT: an argument cannot be read, or a result cannot be written, at the address given.</summary>
    public const long BadAddress = -14;

    /// <summary>EBUSY: somebody or something still uses what is to be given back.</summary>
    public const long Busy = -16;

    /// <summary>EEXIST: there is one already, and it is not replaced.</summary>
    public const long AlreadyExists = -17;

    /// <summary>EINVAL: an argument has no meaning here.</summary>
    public const long Invalid = -22;

    /// <summary>ENOSPC: every port is in use.</summary>
    public const long NoSpace = -28;

    /// <summary>ENOBUFS: the place for the answer is too small.</summary>
    public const long NoBuffers = -105;

    /// <summary>ENOSYS: no such operation.</summary>
    public const long NoSuchCall = -38;

    /// <summary>ETIME: the time has passed.</summary>
    public const long TimePassed = -62;

    /// <summary>EOPNOTSUPP: an operation that means nothing on this machine, or not for this domain.</summary>
    public const long NotSupported = -95;
}
