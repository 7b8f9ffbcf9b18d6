namespace Verified.Spec;

public sealed partial class Specification<TBool, TWord, TTable>
{
    /// <summary>
    /// load_memory (domctl, this hypervisor's own): a page of the privileged caller, by its frame, becomes the contents
    /// of a page of RAM of a paused domain with which it may share.
    /// </summary>
    public Outcome LoadMemory(
        SystemState state, TWord caller, TWord dom, TWord gfn, TWord frame, IGuestMemory<TBool, TWord> memory)
    {
        Attempt call = OnContents(state, caller, dom);
        TWord domain = Resolve(dom, caller);
        call.Require(HasRam(state, domain, gfn), Errno.Invalid);
        TWord target = FrameOf(state[Leaves.Leaf, domain, gfn]);
        memory.Copy(call.Holds, frame, Number(0), target, Number(0), Number(PageBytes));
        return call.Succeed(Number(0), state);
    }

    /// <summary>save_memory (domctl, this hypervisor's own): the other way.</summary>
    public Outcome SaveMemory(
        SystemState state, TWord caller, TWord dom, TWord gfn, TWord frame, IGuestMemory<TBool, TWord> memory)
    {
        Attempt call = OnContents(state, caller, dom);
        TWord domain = Resolve(dom, caller);
        call.Require(HasRam(state, domain, gfn), Errno.Invalid);
        TWord source = FrameOf(state[Leaves.Leaf, domain, gfn]);
        memory.Copy(call.Holds, source, Number(0), frame, Number(0), Number(PageBytes));
        return call.Succeed(Number(0), state);
    }

    /// <summary>
    /// set_vcpu_context and get_vcpu_context (domctl, this hypervisor's own): whether the privileged caller may write or
    /// read the registers of a domain's vCPU. The registers themselves are the machine's.
    /// </summary>
    public Outcome VcpuContext(SystemState state, TWord caller, TWord dom) =>
        OnContents(state, caller, dom).Succeed(Number(0), state);

    /// <summary>A privileged caller reads or writes what is in another domain, which is paused.</summary>
    private Attempt OnContents(SystemState state, TWord caller, TWord dom)
    {
        Attempt call = Control(state, caller, dom);
        TWord domain = Resolve(dom, caller);
        call.Require(domain != caller, Errno.Invalid);
        call.Require(MayShare(state, caller, domain), Errno.Access);
        call.Require(state[Vcpus.Paused, domain] == 1, Errno.Invalid);
        return call;
    }
}
