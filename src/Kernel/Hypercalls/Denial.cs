using System.Runtime.CompilerServices;

namespace Verified.Kernel;

/// <summary>
/// A denial of the reference monitor, waiting to be printed. Part of the audit log, not of the tables.
/// </summary>
public struct Denial
{
    /// <summary>The domain that called, or the one for which domain 0 acted.</summary>
    public ushort Caller;

    /// <summary>The domain it asked for, or 0xffff when it asked about a label that no domain need carry.</summary>
    public ushort Target;

    /// <summary>
    /// The caller's label when it was denied; of <see cref="Hook.GetDecision"/>, the first of the pair asked about.
    /// </summary>
    public ushort CallerLabel;

    /// <summary>
    /// The target's label when it was denied: a VM's or a resource's row, 0xffff for one the policy does not know.
    /// </summary>
    public ushort TargetLabel;

    /// <summary>Which hook denied, one of <see cref="Hook"/>.</summary>
    public uint Hook;

    /// <summary>Always 0.</summary>
    public uint Padding;
}

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
}

/// <summary>The entries of the denial log.</summary>
[InlineArray(Limits.DenialLog)]
public struct DenialRing
{
    private Denial _denial;
}

/// <summary>
/// A bounded ring of denials: entries from Taken to Written (modulo the ring's size) wait to be printed.
/// </summary>
public struct DenialLog
{
    /// <summary>The entries.</summary>
    public DenialRing Ring;

    /// <summary>How many were ever written.</summary>
    public uint Written;

    /// <summary>How many were ever taken out.</summary>
    public uint Taken;

    /// <summary>How many were dropped: the ring was full, or the domain's allowance was used up.</summary>
    public uint Dropped;

    /// <summary>Always 0.</summary>
    public uint Padding;

    /// <summary>How often the monitor was asked about a channel.</summary>
    public uint ChannelQuestions;

    /// <summary>How often it was asked about memory.</summary>
    public uint GrantQuestions;

    /// <summary>How often the answer about a channel was not remembered, and the policy looked at.</summary>
    public uint ChannelDecisions;

    /// <summary>How often the answer about memory was not remembered.</summary>
    public uint GrantDecisions;

    /// <summary>How often it denied a channel.</summary>
    public uint ChannelDenials;

    /// <summary>How often it denied memory.</summary>
    public uint GrantDenials;
}
