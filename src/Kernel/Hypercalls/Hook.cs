using System;

namespace Verified.Kernel;

/// <summary>The places at which the monitor is asked.</summary>
public static class Hook
{
    /// <summary>EVTCHNOP_alloc_unbound.</summary>
    public const uint AllocUnbound = 1;

    /// <summary>EVTCHNOP_bind_interdomain.</summary>
    public const uint BindInterdomain = 2;

    /// <summary>GNTTABOP_map_grant_ref.</summary>
    public const uint MapGrantRef = 3;

    /// <summary>GNTTABOP_setup_table for another domain.</summary>
    public const uint SetupTable = 4;

    /// <summary>Creation of a domain (Chinese Wall).</summary>
    public const uint CreateDomain = 5;

    /// <summary>A device domain's question before it serves a resource (acm_op getdecision).</summary>
    public const uint GetDecision = 6;

    /// <summary>XENMEM_add_to_physmap_batch, space gmfn_foreign.</summary>
    public const uint MapGmfnForeign = 10;

    /// <summary>GNTTABOP_copy: the caller and either side, or the two sides.</summary>
    public const uint GrantCopy = 7;

    /// <summary>GNTTABOP_transfer.</summary>
    public const uint GrantTransfer = 8;

    /// <summary>domctl load_memory.</summary>
    public const uint LoadMemory = 11;

    /// <summary>domctl save_memory.</summary>
    public const uint SaveMemory = 12;

    /// <summary>domctl set_vcpu_context.</summary>
    public const uint SetContext = 13;

    /// <summary>domctl get_vcpu_context.</summary>
    public const uint GetContext = 14;

    /// <summary>What the console calls it: the operation's name in Xen's headers, or ours.</summary>
    public static ReadOnlySpan<byte> Name(uint hook)
    {
        if (hook == AllocUnbound)
            return "alloc_unbound"u8;
        if (hook == BindInterdomain)
            return "bind_interdomain"u8;
        if (hook == MapGrantRef)
            return "map_grant_ref"u8;
        if (hook == SetupTable)
            return "setup_table"u8;
        if (hook == CreateDomain)
            return "createdomain"u8;
        if (hook == GetDecision)
            return "getdecision"u8;
        if (hook == GrantCopy)
            return "copy"u8;
        if (hook == GrantTransfer)
            return "transfer"u8;
        if (hook == MapGmfnForeign)
            return "map_gmfn_foreign"u8;
        return OfDomctl(hook);
    }

    private static ReadOnlySpan<byte> OfDomctl(uint hook)
    {
        if (hook == LoadMemory)
            return "load_memory"u8;
        if (hook == SaveMemory)
            return "save_memory"u8;
        if (hook == SetContext)
            return "set_vcpu_context"u8;
        if (hook == GetContext)
            return "get_vcpu_context"u8;
        return "an unknown hook"u8;
    }
}
