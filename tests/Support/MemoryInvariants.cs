using Verified.Kernel;

namespace Verified.Testing;

/// <summary>A frame has one owner and is seen where the frame table says; leaves are of their kind.</summary>
internal static class MemoryInvariants
{
    internal static void Check(Machine machine, List<string> found)
    {
        ref State s = ref machine.State;
        int[] mappings = new int[Limits.Frames];
        int[] owned = new int[Limits.Domains];
        for (uint d = 0; d < Limits.Domains; d++)
        {
            for (uint gfn = 0; gfn < Limits.GuestFrames; gfn++)
                CheckLeaf(ref s, d, gfn, mappings, found);
        }

        for (uint f = 0; f < Limits.Frames; f++)
        {
            if (s.Frames[(int)f].Mappings != mappings[f])
                found.Add($"frame {f} counts {s.Frames[(int)f].Mappings} mappings and has {mappings[f]}");
            if (s.Frames[(int)f].State == FrameState.Ram)
                owned[s.Frames[(int)f].Owner % Limits.Domains]++;
            CheckFrame(ref s, f, found);
        }

        for (int d = 0; d < Limits.Domains; d++)
        {
            if (s.Domains[d].OwnedFrames != owned[d])
                found.Add($"domain {d} counts {s.Domains[d].OwnedFrames} frames and owns {owned[d]}");
        }

        if (s.Frames[(int)s.ZeroFrame].State != FrameState.Hypervisor
            || machine.Frame(s.ZeroFrame).ContainsAnyExcept((byte)0))
            found.Add($"the zero frame {s.ZeroFrame} is not the hypervisor's, or not clear");
        CheckPool(ref s, found);
        CheckClear(machine, found);
    }

    private static void CheckClear(Machine machine, List<string> found)
    {
        for (uint f = 0; f < Limits.Frames; f++)
        {
            if (machine.State.Frames[(int)f].State == FrameState.Free && machine.Frame(f).ContainsAnyExcept((byte)0))
                found.Add($"frame {f} is free, but not clear");
        }
    }

    private static void CheckLeaf(ref State s, uint d, uint gfn, int[] mappings, List<string> found)
    {
        ulong leaf = s.Leaves[(int)d][(int)gfn];
        if (leaf == 0)
            return;

        uint number = Leaf.MachineFrame(leaf);
        ref Frame frame = ref s.Frames[(int)number];
        if (Leaf.Kind(leaf) is LeafKind.Mapping or LeafKind.Revoked)
        {
            bool revoked = Leaf.Kind(leaf) == LeafKind.Revoked;
            mappings[number] += revoked ? 0 : 1;
            uint handle = (uint)(leaf >> Leaf.HandleShift) & 0x3ff;
            byte use = revoked ? HandleUse.Revoked : HandleUse.Mapped;
            if (handle >= Limits.MaptrackHandles || s.Mappings[(int)d][(int)handle].Used != use
                || s.Mappings[(int)d][(int)handle].Gfn != gfn)
                found.Add($"gfn {d}.{gfn} shows a mapping by handle {handle}, which is not there");
            return;
        }

        if (Leaf.Kind(leaf) == LeafKind.Foreign)
        {
            mappings[number]++;
            if (d != 0 || s.Domains[0].Privileged == 0)
                found.Add($"gfn {d}.{gfn} shows a foreign frame to a domain without privilege");
            if (leaf != (((ulong)number << 12) | (5UL << 9) | (1UL << 63) | 0x67) || frame.State != FrameState.Ram || frame.Owner == d)
                found.Add($"gfn {d}.{gfn} has the foreign leaf 0x{leaf:x} for a frame in state {frame.State}");
            return;
        }

        (uint kind, ulong execute) = frame.State switch
        {
            FrameState.Ram => (LeafKind.Ram, 0UL),
            FrameState.SharedInfo => (LeafKind.SharedInfo, 1UL << 63),
            FrameState.GrantTable => (LeafKind.GrantTable, 1UL << 63),
            _ => (0u, 0UL),
        };
        if (leaf != (((ulong)number << 12) | ((ulong)kind << 9) | execute | 0x67) || kind == 0)
            found.Add($"gfn {d}.{gfn} has the leaf 0x{leaf:x} for a frame in state {frame.State}");
        if (frame.Owner != d || frame.Index != gfn)
            found.Add($"gfn {d}.{gfn} shows frame {number}, which is domain {frame.Owner}'s at gfn {frame.Index}");
    }

    private static void CheckFrame(ref State s, uint f, List<string> found)
    {
        ref Frame frame = ref s.Frames[(int)f];
        if (frame.State is FrameState.Hypervisor or FrameState.Free)
        {
            if (frame.Owner != 0 || frame.Mappings != 0)
                found.Add($"frame {f} is in state {frame.State}, but somebody's");
            return;
        }

        uint d = frame.Owner;
        if (!Invariants.InUse(ref s, d))
        {
            found.Add($"frame {f} is owned by domain {d}, which does not exist");
            return;
        }

        if (frame.State == FrameState.SharedInfo && s.Domains[(int)d].SharedInfoFrame != f)
            found.Add($"frame {f} is a shared_info that domain {d} does not know of");
        if (frame.State == FrameState.GrantTable && s.Domains[(int)d].GrantFrame != f)
            found.Add($"frame {f} is a grant table that domain {d} does not know of");
        if (frame.State == FrameState.Ram && frame.Index == Frame.NoGfn)
            found.Add($"frame {f} is RAM at no gfn");
        if (frame.Index != Frame.NoGfn && (frame.Index >= Limits.GuestFrames
            || Leaf.MachineFrame(s.Leaves[(int)d][(int)frame.Index]) != f))
            found.Add($"frame {f} is not at gfn {d}.{frame.Index}, where it should be");
    }

    private static void CheckPool(ref State s, List<string> found)
    {
        uint free = 0;
        for (uint f = 0; f < Limits.Frames; f++)
        {
            ref Frame frame = ref s.Frames[(int)f];
            if (frame.State != FrameState.Free)
                continue;

            free++;
            if (frame.Index >= s.FreeCount || s.FreeFrames[(int)frame.Index] != f)
                found.Add($"free frame {f} is not in the stack at {frame.Index}");
        }

        if (free != s.FreeCount)
            found.Add($"{free} frames are free, the stack has {s.FreeCount}");
        long claimed = 0;
        for (uint d = 0; d < Limits.Domains; d++)
            claimed += Math.Max(0L, (long)s.Domains[(int)d].MaximumFrames - s.Domains[(int)d].OwnedFrames);
        if (free != s.Unclaimed + claimed)
            found.Add($"{free} frames are free, {claimed} are set aside, {s.Unclaimed} unclaimed");
        for (uint i = s.FreeCount; i < Limits.Frames; i++)
        {
            if (s.FreeFrames[(int)i] != 0)
                found.Add($"the stack's unused place {i} is not clear");
        }
    }
}
