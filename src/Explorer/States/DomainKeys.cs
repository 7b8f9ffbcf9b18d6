using System.Numerics;
using Verified.Kernel;
using Verified.Monitor;

namespace Verified.Explorer.States;

/// <summary>
/// A number for each domain that does not depend on how domains, references and frames are numbered: what it has, what
/// the domains it deals with have, and who deals with it. Different numbers tell two domains apart.
/// </summary>
internal sealed class DomainKeys
{
    private const ulong FrameMask = (ulong)(Limits.Frames - 1) << Leaf.FrameShift;

    private readonly ulong[] _own = new ulong[Limits.Domains];

    /// <summary>Finds the numbers.</summary>
    public void Find(ref State s, ReadOnlySpan<ulong> words, Span<ulong> keys)
    {
        for (int d = 0; d < Limits.Domains; d++) _own[d] = d == 0 ? 1 : Own(ref s, words, d);
        for (int d = 0; d < Limits.Domains; d++) keys[d] = _own[d];
        for (int d = 0; d < Limits.Domains; d++)
        {
            for (int p = 1; p < Limits.Ports; p++)
            {
                ref Port port = ref s.Ports[d][p];
                if (port.State is PortState.Unbound or PortState.Interdomain)
                    Relate(keys, d, port.RemoteDomain, (ulong)p);
            }

            for (int h = 0; h < Limits.MaptrackHandles; h++)
            {
                if (s.Mappings[d][h].Used == HandleUse.Mapped) Relate(keys, d, s.Mappings[d][h].Granter, 16UL + (ulong)h);
            }

            foreach (ulong entry in words.Slice(d * GuestWords.Count + GuestWords.EventWords, Limits.GrantReferences))
                if (entry != 0) Relate(keys, d, (int)(entry >> 16) & 0xffff, (entry & 0xffff) << 8);
        }
    }

    private static ulong Own(ref State s, ReadOnlySpan<ulong> words, int d)
    {
        ref Domain domain = ref s.Domains[d];
        ulong key = domain.Status;
        if (domain.Status == DomainStatus.Free) return key;
        key = Mix(key, InForce.Labelling(ref s.Monitor).Ssidref[d]);
        key = Mix(key, ((ulong)domain.OwnedFrames << 32) | domain.MaximumFrames);
        key = Mix(key, ((ulong)s.DestroyCursors[d] << 32) | s.Vcpus[d].Run);
        for (int p = 1; p < Limits.Ports; p++)
            key = Mix(key, s.Ports[d][p].State | ((ulong)s.Ports[d][p].RemotePort << 8));
        for (int h = 0; h < Limits.MaptrackHandles; h++)
            key = Mix(key, s.Mappings[d][h].Used | ((ulong)s.Mappings[d][h].Writable << 8));
        for (int g = 0; g < Limits.GuestFrames; g++) key = Mix(key, s.Leaves[d][g] & ~FrameMask);
        ReadOnlySpan<ulong> own = words.Slice(d * GuestWords.Count, GuestWords.Count);
        foreach (ulong word in own[..GuestWords.EventWords]) key = Mix(key, word);
        ulong grants = 0;
        for (int r = 0; r < Limits.GrantReferences; r++)
        {
            ref ActiveGrant grant = ref s.ActiveGrants[d][r];
            grants += Mix(own[GuestWords.EventWords + r] & ~0xffff0000UL, ((ulong)grant.ReadPins << 32) | grant.WritePins);
        }

        return Mix(key, grants);
    }

    // Sums, so that the order in which relations are met does not matter.
    private void Relate(Span<ulong> keys, int from, int to, ulong how)
    {
        if (to >= Limits.Domains) return;
        keys[from] += Mix(_own[to], (how << 1) | 1) * 3;
        keys[to] += Mix(_own[from], how << 1) * 5;
    }

    private static ulong Mix(ulong a, ulong b) =>
        BitOperations.RotateLeft((a ^ (b * 0x9e3779b97f4a7c15)) * 0xbf58476d1ce4e5b9, 29) ^ b;
}
