using Verified.Kernel;

namespace Verified.Explorer.States;

/// <summary>
/// Machine frames have no names of their own: two states that differ in nothing but which frame is which behave alike.
/// This renames the frames of a state to the first such state: each domain's own frames in the order of its
/// guest frame numbers, then the free ones in the order in which they will be handed out.
/// </summary>
internal sealed class FrameNames
{
    private const int FrameShift = 12;
    private const ulong FrameMask = (ulong)(Limits.Frames - 1) << FrameShift;

    private readonly uint[] _name = new uint[Limits.Frames];
    private readonly Frame[] _frames = new Frame[Limits.Frames];
    private readonly bool[] _isNamed = new bool[Limits.Frames];
    private readonly uint[] _pool = new uint[Limits.Frames];
    private int _poolSize;

    /// <summary>Renames; says whether anything changed.</summary>
    public bool Apply(ref State s)
    {
        if (!Choose(ref s)) return false;

        for (int f = 0; f < Limits.Frames; f++) _frames[f] = s.Frames[f];
        for (int f = 0; f < Limits.Frames; f++) s.Frames[(int)_name[f]] = _frames[f];
        for (int i = 0; i < s.FreeCount; i++) s.FreeFrames[i] = _name[s.FreeFrames[i]];
        for (int d = 0; d < Limits.Domains; d++)
        {
            s.Domains[d].SharedInfoFrame = _name[s.Domains[d].SharedInfoFrame];
            s.Domains[d].GrantFrame = _name[s.Domains[d].GrantFrame];
            s.Vcpus[d].InfoFrame = _name[s.Vcpus[d].InfoFrame];
            s.Vcpus[d].RunstateFrame = _name[s.Vcpus[d].RunstateFrame];
            s.Vcpus[d].RunstateNext = _name[s.Vcpus[d].RunstateNext];
            for (int r = 0; r < Limits.GrantReferences; r++)
                s.ActiveGrants[d][r].Frame = _name[s.ActiveGrants[d][r].Frame];
            for (int g = 0; g < Limits.GuestFrames; g++)
            {
                ref ulong leaf = ref s.Leaves[d][g];
                if (leaf != 0) leaf = (leaf & ~FrameMask) | ((ulong)_name[FrameOf(leaf)] << FrameShift);
            }
        }

        return true;
    }

    private bool Choose(ref State s)
    {
        for (uint f = 0; f < Limits.Frames; f++) (_name[f], _isNamed[f]) = (f, false);
        _poolSize = 0;
        for (uint f = 0; f < Limits.Frames; f++)
            if (s.Frames[(int)f].State != FrameState.Hypervisor) _pool[_poolSize++] = f;

        int next = 0;
        bool changes = false;
        for (int d = 0; d < Limits.Domains; d++)
        {
            if (s.Domains[d].Status == DomainStatus.Free) continue;
            Name(s.Domains[d].SharedInfoFrame);
            Name(s.Domains[d].GrantFrame);
            for (int g = 0; g < Limits.GuestFrames; g++)
            {
                ulong leaf = s.Leaves[d][g];
                if (Leaf.Kind(leaf) == LeafKind.Ram) Name(FrameOf(leaf));
            }
        }

        for (int i = 0; i < s.FreeCount; i++) Name(s.FreeFrames[i]);

        // RAM that its owner has taken out of its sight.
        foreach (uint frame in _pool.AsSpan(0, _poolSize))
            if (!_isNamed[frame]) Name(frame);
        return changes;

        void Name(uint frame)
        {
            changes |= _pool[next] != frame;
            (_name[frame], _isNamed[frame]) = (_pool[next++], true);
        }
    }

    private static uint FrameOf(ulong leaf) => (uint)((leaf & FrameMask) >> FrameShift);
}
