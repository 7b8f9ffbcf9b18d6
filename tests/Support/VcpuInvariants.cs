using Verified.Kernel;

namespace Verified.Testing;

/// <summary>
/// What a guest registered stands in RAM of its own, which is pinned for that and nothing else; the scheduler looks at
/// every vCPU that can run.
/// </summary>
internal static class VcpuInvariants
{
    internal static void Check(Machine machine, List<string> found)
    {
        ref State s = ref machine.State;
        byte[] pins = new byte[Limits.Frames];
        for (uint d = 0; d < Limits.Domains; d++)
        {
            if (s.Domains[(int)d].Status != DomainStatus.Free)
                CheckAreas(ref s, d, pins, found);
            if (Scheduler.CanRun(ref s, d) && ((s.Woken >> (int)d) & 1) == 0)
                found.Add($"domain {d} can run, and the scheduler does not look at it");
        }

        for (int f = 0; f < Limits.Frames; f++)
        {
            if (s.Frames[f].Pinned != pins[f])
                found.Add($"frame {f} is pinned for {s.Frames[f].Pinned}, and {pins[f]} stands in it");
        }
    }

    private static void CheckAreas(ref State s, uint d, byte[] pins, List<string> found)
    {
        ref Vcpu vcpu = ref s.Vcpus[(int)d];
        if (vcpu.InfoFrame != s.Domains[(int)d].SharedInfoFrame)
        {
            CheckOwn(ref s, d, vcpu.InfoFrame, found);
            pins[vcpu.InfoFrame % Limits.Frames] |= FramePin.VcpuInfo;
            if (vcpu.InfoOffset % 8 != 0 || vcpu.InfoOffset > FrameMemory.FrameSize - VcpuInfo.Size)
                found.Add($"the vcpu_info of domain {d} stands at offset {vcpu.InfoOffset}");
        }
        else if (vcpu.InfoOffset != 0)
        {
            found.Add($"the vcpu_info of domain {d} is at offset {vcpu.InfoOffset} of shared_info");
        }

        if (vcpu.RunstateUsed == 0)
            return;
        CheckOwn(ref s, d, vcpu.RunstateFrame, found);
        CheckOwn(ref s, d, vcpu.RunstateNext, found);
        pins[vcpu.RunstateFrame % Limits.Frames] |= FramePin.Runstate;
        pins[vcpu.RunstateNext % Limits.Frames] |= FramePin.Runstate;
    }

    private static void CheckOwn(ref State s, uint d, uint frame, List<string> found)
    {
        if (frame >= Limits.Frames || s.Frames[(int)frame].State != FrameState.Ram
            || s.Frames[(int)frame].Owner != d)
            found.Add($"domain {d} registered frame {frame}, which is not its RAM");
    }
}
