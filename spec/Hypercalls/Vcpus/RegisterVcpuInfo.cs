namespace Verified.Spec;

public sealed partial class Specification<TBool, TWord, TTable>
{
    /// <summary>
    /// VCPUOP_register_vcpu_info: from now on the caller's vcpu_info stands in a frame of its RAM, which it keeps for as
    /// long as it exists. What stood in shared_info goes there; every event is looked for anew. Only once.
    /// </summary>
    public Outcome RegisterVcpuInfo(
        SystemState state, TWord caller, TWord vcpu, TWord gfn, TWord offset, IGuestMemory<TBool, TWord> memory)
    {
        var call = new Attempt(state);
        call.Require(vcpu == 0, Errno.NoEntry);
        call.Require((offset & 7) == 0 & offset <= Number(PageBytes - VcpuInfo.Size), Errno.NoPlace);
        TWord old = state[Vcpus.InfoFrame, caller];
        call.Require(old == state[Domains.SharedInfoFrame, caller], Errno.Invalid);
        call.Require(gfn < (ulong)Sizes.GuestFrames, Errno.Invalid);
        TWord leaf = state[Leaves.Leaf, caller, gfn];
        call.Require(KindOf(leaf) == LeafKind.Ram, Errno.Invalid);

        TWord frame = FrameOf(leaf);
        for (ulong at = 0; at < VcpuInfo.Size; at += 8)
        {
            TWord word = memory.Read(call.Holds, old, Number(at), 8);
            if (at == 0) word = (word & ~0xffUL) | 1;
            if (at == VcpuInfo.Selector) word = Number(ulong.MaxValue);
            memory.Write(call.Holds, frame, offset + at, 8, word);
        }

        SystemState next = Keep(state, frame, FramePin.VcpuInfo)
            .With(Vcpus.InfoFrame, caller, frame)
            .With(Vcpus.InfoOffset, caller, offset);
        return call.Succeed(Number(0), next);
    }

    /// <summary>The owner has to keep a frame, for this.</summary>
    private static SystemState Keep(SystemState state, TWord frame, ulong pin) =>
        state.With(Frames.Pinned, frame, state[Frames.Pinned, frame] | pin);

    /// <summary>The owner need not keep a frame for this any more.</summary>
    private static SystemState LetGo(SystemState state, TWord frame, ulong pin) =>
        state.With(Frames.Pinned, frame, state[Frames.Pinned, frame] & ~pin);
}
