using Verified.Kernel;

namespace Verified.Testing;

/// <summary>Mappings join only domains that may share; pins and leaves are exactly those of the mappings.</summary>
internal static class GrantInvariants
{
    internal static void Check(Machine machine, List<string> found)
    {
        ref State s = ref machine.State;
        int[,,] pins = new int[Limits.Domains, Limits.GrantReferences, 2];
        for (uint d = 0; d < Limits.Domains; d++)
        {
            for (int w = 0; w < (Limits.MaptrackHandles + 63) / 64; w++)
            {
                if (((s.FreeHandleWords[(int)d] >> w) & 1) != (s.FreeHandles[(int)d][w] != 0 ? 1UL : 0))
                    found.Add($"word {w} of the free handles of domain {d} and its bit disagree");
            }

            for (uint h = 0; h < Limits.MaptrackHandles && Invariants.InUse(ref s, d); h++)
            {
                ref Mapping mapping = ref s.Mappings[(int)d][(int)h];
                bool free = ((s.FreeHandles[(int)d][(int)h / 64] >> ((int)h % 64)) & 1) != 0;
                if (free != (mapping.Used == 0))
                    found.Add($"handle {d}.{h}: the bitmap and the entry disagree");
                if (mapping.Used == HandleUse.Mapped)
                    CheckMapping(ref s, d, h, pins, found);
                else if (mapping.Used == HandleUse.Revoked)
                    CheckRevoked(ref s, d, h, found);
                else if (mapping.Writable != 0 || mapping.Granter != 0 || mapping.Reference != 0 || mapping.Gfn != 0)
                    found.Add($"handle {d}.{h} is free, but not clear");
            }
        }

        CheckPins(ref s, pins, found);
    }

    private static void CheckMapping(ref State s, uint d, uint h, int[,,] pins, List<string> found)
    {
        ref Mapping mapping = ref s.Mappings[(int)d][(int)h];
        if (!Invariants.InUse(ref s, mapping.Granter) || mapping.Reference >= Limits.GrantReferences
            || mapping.Gfn >= Limits.GuestFrames)
        {
            found.Add($"handle {d}.{h} holds numbers out of range");
            return;
        }

        if (!Invariants.MayShare(ref s, d, mapping.Granter))
            found.Add($"handle {d}.{h} joins domains {d} and {mapping.Granter}, which share no type");

        pins[mapping.Granter, mapping.Reference, mapping.Writable & 1]++;
        ref ActiveGrant active = ref s.ActiveGrants[mapping.Granter][mapping.Reference];
        if (active.Grantee != d)
            found.Add($"handle {d}.{h} maps a grant that domain {active.Grantee} holds");

        ulong expected = ((ulong)active.Frame << 12) | (4UL << 9) | ((ulong)h << 52) | (1UL << 63) | 0x65
            | (mapping.Writable != 0 ? 2UL : 0);
        ulong leaf = s.Leaves[(int)d][(int)mapping.Gfn];
        if (leaf != expected)
            found.Add($"handle {d}.{h} is at gfn {mapping.Gfn}, whose leaf is 0x{leaf:x}, not 0x{expected:x}");
    }

    private static void CheckRevoked(ref State s, uint d, uint h, List<string> found)
    {
        ref Mapping mapping = ref s.Mappings[(int)d][(int)h];
        if (mapping.Writable != 0 || mapping.Granter != 0 || mapping.Reference != 0)
            found.Add($"handle {d}.{h} was taken away, but remembers what it mapped");
        ulong expected = ((ulong)s.ZeroFrame << 12) | (6UL << 9) | ((ulong)h << 52) | (1UL << 63) | 0x65;
        if (mapping.Gfn >= Limits.GuestFrames || s.Leaves[(int)d][(int)mapping.Gfn] != expected)
            found.Add($"handle {d}.{h} was taken away, but gfn {mapping.Gfn} does not show zeros");
    }

    private static void CheckPins(ref State s, int[,,] pins, List<string> found)
    {
        int[] grants = new int[Limits.Frames];
        for (int d = 0; d < Limits.Domains; d++)
        {
            for (int r = 0; r < Limits.GrantReferences; r++)
            {
                ref ActiveGrant active = ref s.ActiveGrants[d][r];
                if (active.ReadPins != pins[d, r, 0] || active.WritePins != pins[d, r, 1])
                    found.Add($"grant {d}.{r} has pins for mappings that do not exist, or lacks some");
                if (active.ReadPins + active.WritePins == 0)
                    continue;

                grants[active.Frame]++;
                ref Frame frame = ref s.Frames[(int)active.Frame];
                if (frame.State != FrameState.Ram || frame.Owner != d)
                    found.Add($"grant {d}.{r} is of frame {active.Frame}, which is no RAM of domain {d}");
            }
        }

        for (int f = 0; f < Limits.Frames; f++)
        {
            if (s.Frames[f].Grants != grants[f])
                found.Add($"frame {f} counts {s.Frames[f].Grants} grants in use and has {grants[f]}");
        }
    }
}
