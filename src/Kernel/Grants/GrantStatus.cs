namespace Verified.Kernel;

/// <summary>The status of one element of a grant operation, Xen's GNTST_* (public/grant_table.h).</summary>
public static class GrantStatus
{
    /// <summary>GNTST_okay.</summary>
    public const long Okay = 0;

    /// <summary>GNTST_general_error.</summary>
    public const long GeneralError = -1;

    /// <summary>GNTST_bad_domain: no domain has this id.</summary>
    public const long BadDomain = -2;

    /// <summary>GNTST_bad_gntref: no such grant reference, or no mapping kind that is offered here.</summary>
    public const long BadReference = -3;

    /// <summary>GNTST_bad_handle: the caller has no mapping with this handle.</summary>
    public const long BadHandle = -4;

    /// <summary>GNTST_bad_virt_addr: nothing can be mapped at this guest-physical address.</summary>
    public const long BadAddress = -5;

    /// <summary>GNTST_no_device_space: every maptrack handle is in use.</summary>
    public const long NoHandle = -7;

    /// <summary>GNTST_permission_denied: denied by the policy, or for want of privilege.</summary>
    public const long PermissionDenied = -8;

    /// <summary>GNTST_bad_page: the entry names a page that the granter may not grant.</summary>
    public const long BadPage = -9;

    /// <summary>GNTST_bad_copy_arg: a piece crosses the end of its page, or the two overlap.</summary>
    public const long BadCopyArgument = -10;

    /// <summary>GNTST_eagain: the entry is in use.</summary>
    public const long TryAgain = -12;
}
