using System.Runtime.CompilerServices;
using Verified.Monitor;

namespace Verified.Kernel;

/// <summary>The labels of domains.</summary>
public static class Label
{
    /// <summary>The label in force of a domain: an index into the label table of the policy in force.</summary>
    /// <param name="s">The state.</param>
    /// <param name="domain">A domain, below Limits.Domains.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ushort Of(ref State s, uint domain) => InForce.Labelling(ref s.Monitor).Ssidref[(int)domain];
}
