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
