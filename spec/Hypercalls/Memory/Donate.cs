namespace Verified.Spec;

public sealed partial class Specification<TBool, TWord, TTable>
{
    /// <summary>
    /// A frame of the hypervisor joins the pool, cleared: boot hands over each frame that it does not need. The zero
    /// frame it keeps.
    /// </summary>
    public Outcome Donate(SystemState state, TWord frame, IGuestMemory<TBool, TWord> memory)
    {
        var call = new Attempt(state);
        TWord count = state[FreeFrames.Count];
        call.Require(
            frame < (ulong)Sizes.Frames & state[Frames.State, frame] == FrameState.Hypervisor
            & frame != state[Frames.Zero],
            Errno.Invalid);
        call.Require(count < (ulong)Sizes.Frames, Errno.Invalid);

        memory.Zero(call.Holds, frame);
        SystemState next = state
            .With(FreeFrames.Frame, count, frame)
            .With(FreeFrames.Count, count + 1)
            .With(FreeFrames.Unclaimed, state[FreeFrames.Unclaimed] + 1)
            .With(Frames.State, frame, FrameState.Free)
            .With(Frames.Index, frame, count);
        return call.Succeed(Number(0), next);
    }
}
