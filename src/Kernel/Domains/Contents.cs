using System.Runtime.CompilerServices;

namespace Verified.Kernel;

/// <content>What domain 0 puts into another domain and takes out of it: flows, so the monitor is asked each time.</content>
public static partial class DomainControl
{
    /// <summary>load_memory: a page of the caller becomes the contents of a page of a paused domain's RAM.</summary>
    /// <param name="s">The state.</param>
    /// <param name="caller">The calling domain; -EPERM unless it is privileged.</param>
    /// <param name="dom">
    /// Whose RAM: -ESRCH unless it exists, -EINVAL for the caller itself, -EACCES unless the two may share, -EINVAL unless
    /// it is paused.
    /// </param>
    /// <param name="gfn">Which page; -EINVAL when no RAM is there.</param>
    /// <param name="frame">A page of the caller's own, as its page tables gave it.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static long LoadMemory(ref State s, uint caller, uint dom, ulong gfn, uint frame)
    {
        long target = PageOf(ref s, caller, dom, gfn, Hook.LoadMemory);
        if (target < 0)
            return target;

        FrameMemory.Copy(ref s, frame, 0, (uint)target, 0, FrameMemory.FrameSize);
        return Errno.Okay;
    }

    /// <summary>save_memory: the other way; the caller's page is written. As <see cref="LoadMemory"/>.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static long SaveMemory(ref State s, uint caller, uint dom, ulong gfn, uint frame)
    {
        long source = PageOf(ref s, caller, dom, gfn, Hook.SaveMemory);
        if (source < 0)
            return source;

        FrameMemory.Copy(ref s, (uint)source, 0, frame, 0, FrameMemory.FrameSize);
        return Errno.Okay;
    }

    /// <summary>Whether the caller may write a vCPU's registers; the machine does it. As <see cref="LoadMemory"/>.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static long SetContext(ref State s, uint caller, uint dom) =>
        MayReach(ref s, caller, dom, Hook.SetContext);

    /// <summary>Whether the caller may read a vCPU's registers; the machine does it. As <see cref="LoadMemory"/>.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static long GetContext(ref State s, uint caller, uint dom) =>
        MayReach(ref s, caller, dom, Hook.GetContext);

    /// <summary>The frame of a page of RAM that the caller may reach, or an error.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long PageOf(ref State s, uint caller, uint dom, ulong gfn, uint hook)
    {
        long error = MayReach(ref s, caller, dom, hook);
        if (error != Errno.Okay)
            return error;
        if (gfn >= Limits.GuestFrames)
            return Errno.Invalid;

        ulong leaf = s.Leaves[(int)DomainIds.Resolve(caller, dom)][(int)gfn];
        return Leaf.Kind(leaf) == LeafKind.Ram ? Leaf.MachineFrame(leaf) : Errno.Invalid;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long MayReach(ref State s, uint caller, uint dom, uint hook)
    {
        long error = MayControl(ref s, caller, dom);
        if (error != Errno.Okay)
            return error;

        uint domain = DomainIds.Resolve(caller, dom);
        if (domain == caller)
            return Errno.Invalid;
        if (!Mediation.MayShare(ref s, caller, caller, domain, hook))
            return Errno.Denied;

        return s.Vcpus[(int)domain].Paused != 0 ? Errno.Okay : Errno.Invalid;
    }
}
