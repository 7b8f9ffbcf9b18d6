using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Verified.Monitor;

namespace Verified.Kernel;

/// <summary>The bytes of a policy file.</summary>
[InlineArray(Limits.PolicyBytes)]
public struct StoredBytes
{
    private byte _byte;
}

/// <summary>A policy as it was set: binary, version 4.</summary>
public struct StoredPolicy
{
    /// <summary>The file.</summary>
    public StoredBytes Bytes;

    /// <summary>Its length in bytes; 0 when there is none.</summary>
    public uint Length;

    /// <summary>Always 0.</summary>
    public uint Padding;
}

/// <summary>The files of the two policies.</summary>
[InlineArray(Limits.Slots)]
public struct PolicyFiles
{
    private StoredPolicy _file;
}

/// <summary>The label that each domain is to get by a relabelling.</summary>
[InlineArray(Limits.Domains)]
public struct WantedTable
{
    private ushort _ssidref;
}

/// <summary>
/// The policies as files, and how far a call of acm_op has come that takes many steps. No decision depends on any of
/// it: the tables decide.
/// </summary>
public struct PolicyStore
{
    /// <summary>The files, in the slots of their tables.</summary>
    public PolicyFiles Files;

    /// <summary>The tables of the file that was copied in last, before they are staged row by row.</summary>
    public PolicyTables Loaded;

    /// <summary>Relabelling: the label that each domain is to get.</summary>
    public WantedTable Wanted;

    /// <summary>Which call goes on: the continued call brings it along in its second argument, which acm_op has none of.</summary>
    public ulong Token;

    /// <summary>What it is at, one of <see cref="PolicyJob"/>.</summary>
    public uint Job;

    /// <summary>Bytes that it has copied.</summary>
    public uint Copied;

    /// <summary>Errors that it has listed.</summary>
    public uint Listed;

    /// <summary>1 when it relabels domains, 0 when it changes the policy.</summary>
    public uint Relabels;

    /// <summary>
    /// Whether a call is the one that is not complete: it comes back by itself, with the token, and either copies a
    /// policy out or does not.
    /// </summary>
    internal static bool GoesOn(ref State s, ref HypercallRequest request, bool copiesOut) =>
        s.Store.Job != PolicyJob.None
        && s.Store.Job == PolicyJob.CopiesOut == copiesOut
        && request.Argument2 == s.Store.Token;

    /// <summary>A new call begins: what was not complete is forgotten.</summary>
    /// <param name="s">The state.</param>
    /// <param name="job">What it is at, one of <see cref="PolicyJob"/>.</param>
    internal static void Begin(ref State s, uint job)
    {
        const ulong IsToken = 1UL << 63;
        s.Store.Token = (s.Store.Token + 1) | IsToken;
        s.Store.Job = job;
        s.Store.Copied = 0;
        s.Store.Listed = 0;
    }

    /// <summary>What is left of a call is to be done when the guest executes its VMMCALL again.</summary>
    internal static void Continue(ref State s, ref HypercallRequest request, ref CallEffect effect)
    {
        request.Argument2 = s.Store.Token;
        effect.Kind = EffectKind.Continue;
    }

    /// <summary>A file as bytes.</summary>
    /// <param name="s">The state.</param>
    /// <param name="slot">The policy's slot, 0 or 1.</param>
    public static Span<byte> File(ref State s, uint slot)
    {
        ref StoredPolicy file = ref s.Store.Files[(int)(slot & 1)];
        return MemoryMarshal.CreateSpan(ref file.Bytes[0], (int)file.Length);
    }

    /// <summary>The file of the policy in force.</summary>
    public static Span<byte> InForce(ref State s) => File(ref s, Monitor.InForce.Labelling(ref s.Monitor).Policy);

    /// <summary>Keeps a file that was put in force at boot; false when it is too long to be kept.</summary>
    public static bool Keep(ref State s, ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > Limits.PolicyBytes)
            return false;

        s.Store.Files[0].Length = (uint)bytes.Length;
        for (int i = 0; i < bytes.Length; i++)
            s.Store.Files[0].Bytes[i] = bytes[i];
        return true;
    }
}

/// <summary>What a call of acm_op that takes many steps is at.</summary>
public static class PolicyJob
{
    /// <summary>There is none.</summary>
    public const uint None = 0;

    /// <summary>It copies the policy in.</summary>
    public const uint CopiesIn = 1;

    /// <summary>It takes the steps of a change.</summary>
    public const uint Changes = 2;

    /// <summary>It copies the policy out.</summary>
    public const uint CopiesOut = 3;
}
