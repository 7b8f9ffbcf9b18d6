namespace Verified.Guests;

/// <summary>acm_op: the policy's questions and changes (the structures of Xen 3.1's acm_ops.h).</summary>
internal static unsafe class PolicyCalls
{
    private const long BadAddress = -14;
    private const long Denied = -13;
    private const long Invalid = -22;
    private const long NoSpace = -28;
    private const long TooBig = -7;
    private const uint Version = 0xaaaa_000a;
    private const uint Extended = 0xaaaa_000b;
    private const uint Size = 4096;
    private const uint ByDomain = 2;
    private const uint ChannelError = 0x100;
    private const uint DomainError = 0x102;
    private const uint LabelInUse = 0x104;
    private const uint MostBytes = 1 << 20;
    private const ulong NoMemory = 0x0e00_0000;

    // The other domains of the tests: the second one is relabelled.
    private const uint First = 1;
    private const uint Second = 2;

    /// <summary>Domain 0 alone: asks, and puts the same policy in force again.</summary>
    internal static void Run()
    {
        Report.Begin("getpolicy"u8);
        Report.Expect("the file"u8, Command(2, Grants.Page(1), Size), 0);
        Report.Expect("its magic number"u8, Big(Grants.Page(1)), 0x0001_debc);
        uint length = Big(Grants.Page(1) + 8);
        Report.Expect("too little room"u8, Command(2, Grants.Page(2), length - 1), NoSpace);
        Report.Expect("no room"u8, Command(2, (byte*)NoMemory, Size), BadAddress);
        Report.End();

        Report.Begin("setpolicy"u8);
        Report.Expect("the same again"u8, Command(1, Grants.Page(1), length), 0);
        Grants.Page(1)[3] ^= 1;
        Report.Expect("no policy"u8, Command(1, Grants.Page(1), length), Invalid);
        Report.Expect("nothing"u8, Command(1, Grants.Page(1), 0), Invalid);
        Report.End();

        Report.Begin("chgpolicy"u8);
        Grants.Page(1)[3] ^= 1;
        Report.Expect("the same again"u8, ChangePolicy(length, 0, 0, 1), 0);
        Report.Expect("without domain 0's label"u8, ChangePolicy(length, 4, 0, 1), Denied);
        Report.Expect("why"u8, *(uint*)Grants.Page(4), LabelInUse);
        Report.Expect("domain 0 under another label"u8, ChangePolicy(length, 0, 8, 0), Denied);
        Report.Expect("why"u8, *(uint*)Grants.Page(4), DomainError);
        Report.Expect("neither mode"u8, ChangePolicy(length, 0, 0, 2), Invalid);
        Report.Expect("more than fits"u8, ChangePolicy(MostBytes + 1, 0, 0, 0), TooBig);
        Report.End();

        Report.Begin("dumpstats"u8);
        Report.Expect("statistics"u8, Command(3, Grants.Page(2), 48), 0);
        Report.Expect("their magic number"u8, Big(Grants.Page(2)), 0x0001_debc);
        Report.Expect("too little room"u8, Command(3, Grants.Page(2), 47), NoSpace);
        Report.End();

        Report.Begin("getssid"u8);
        Report.Expect("domain 0's label"u8, Label(0), 1 * 0x1_0001);
        Report.End();

        Report.Begin("relabeldoms"u8);
        Report.Expect("domain 0"u8, Relabel(0, Label(First), 0), Denied);
        Report.Expect("why"u8, *(uint*)Grants.Page(4), DomainError);
        Report.Expect("no domain"u8, Relabel(60, Label(First), 0), Denied);
        Report.Expect("the bootstrap label"u8, Relabel(Second, Label(0), 1), Denied);
        Report.End();
    }

    /// <summary>
    /// Domain 0: once domains 1 and 2 share, domain 2 is given a label that shares nothing with domain 1's; refused at
    /// first, then with revocation.
    /// </summary>
    internal static void RunRevoking()
    {
        const uint Ready = 2;
        while (EventChannels.BindInterdomain(First, Ready) < 0)
            Xen.Call(Xen.SchedOp, 0, 0, 0);

        uint label = Program.Number(1) * 0x1_0001;
        Report.Begin("a change that ends sharing"u8);
        Report.Expect("refused"u8, Relabel(Second, label, 0), Denied);
        Report.Expect("why"u8, *(uint*)Grants.Page(4), ChannelError);
        Report.Expect("between whom"u8, ((uint*)Grants.Page(4))[1], (First << 16) | Second);
        Report.Expect("revoked"u8, Relabel(Second, label, 1), 0);
        Report.Expect("the new label"u8, Label(Second), label);
        Report.End();
    }

    /// <summary>
    /// Domain 1 and domain 2: connect, and 1 maps a page of 2; then the policy takes both away, and tells them so.
    /// </summary>
    internal static void RunRevoked()
    {
        const uint Reference = Grants.FirstReference;
        SharedInfo.Map();
        if (Xen.DomainId() == Second)
        {
            Grants.Map();
            Grants.Page(0)[0] = 7;
            Grants.Permit(Reference, First, Grants.Page(0));
            long offered = EventChannels.AllocUnbound(First);
            EventChannels.Await((uint)offered);
            return;
        }

        Report.Begin("revocation"u8);
        uint port = ShareUntilRevoked(writable: false, out uint handle);
        Report.Expect("the byte afterwards"u8, Grants.Slot(0)[0], 0);
        Report.Expect("sending"u8, EventChannels.Send(port), 0);
        Report.Expect("binding again"u8, EventChannels.BindInterdomain(Second, 1), Denied);
        Report.Expect("unmapping"u8, Grants.UnmapGrant(0, handle), 0);
        Report.Expect("mapping again"u8, Grants.MapGrant(Second, Reference, 0, false, out _), Grants.Denied);
        Report.End();
    }

    /// <summary>Domain 1: has a page of 2 to write to, and writes once more when it has been taken away.</summary>
    internal static void RunRevokedWriter()
    {
        SharedInfo.Map();
        Report.Begin("writing before and after"u8);
        ShareUntilRevoked(writable: true, out _);
        Report.Expect("reading"u8, Grants.Slot(0)[0], 0);
        Report.End();
        Grants.Slot(0)[0] = 8;
        Program.Fail("wrote to what was taken away"u8);
    }

    /// <summary>
    /// Domain 1: binds a channel with 2 and maps its page, says to domain 0 that it is ready (by a port for it), and waits
    /// for the event that tells of the revocation.
    /// </summary>
    private static uint ShareUntilRevoked(bool writable, out uint handle)
    {
        long port = EventChannels.BindInterdomain(Second, 1);
        while (port < 0)
        {
            Xen.Call(Xen.SchedOp, 0, 0, 0);
            port = EventChannels.BindInterdomain(Second, 1);
        }

        Report.Expect("a mapping"u8, Grants.MapGrant(Second, Grants.FirstReference, 0, writable, out handle), 0);
        Report.Expect("its byte"u8, Grants.Slot(0)[0], 7);
        if (writable)
            Grants.Slot(0)[0] = 7;
        SharedInfo.TakePending((uint)port);
        long ready = EventChannels.AllocUnbound(0);
        Report.Expect("the port for domain 0"u8, ready, 2);
        EventChannels.Await((uint)port);

        // The notice comes with the end of the channel; the mapping goes in a later step of the same change.
        for (int turn = 0; turn < 1000 && Grants.Slot(0)[0] != 0; turn++)
            Xen.Call(Xen.SchedOp, 0, 0, 0);
        return (uint)port;
    }

    /// <summary>A command with one buffer.</summary>
    private static long Command(uint command, byte* buffer, uint size)
    {
        Argument argument = default;
        argument.Head = command | ((ulong)Version << 32);
        argument.First = (ulong)buffer;
        argument.Second = size;
        return Xen.Call(Xen.AcmOp, (ulong)&argument, 0, 0);
    }

    /// <summary>
    /// chgpolicy to the file in page 1; domain 0's label (1) is deleted, or becomes label 2, when the sizes of those arrays
    /// say so.
    /// </summary>
    private static long ChangePolicy(uint length, uint deletedSize, uint changedSize, uint mode)
    {
        const ulong Command = 6;
        const uint Own = 1 * 0x1_0001;
        const uint Next = 2 * 0x1_0001;
        uint* arrays = (uint*)Grants.Page(5);
        arrays[0] = Own;
        arrays[1] = Next;
        ulong* argument = (ulong*)Grants.Page(6);
        argument[0] = Command | ((ulong)Extended << 32);
        argument[1] = (ulong)Grants.Page(1);
        argument[2] = length;
        argument[3] = (ulong)arrays;
        argument[4] = deletedSize;
        argument[5] = (ulong)arrays;
        argument[6] = changedSize;
        argument[7] = (ulong)Grants.Page(4);
        argument[8] = 256 | ((ulong)mode << 32);
        return Xen.Call(Xen.AcmOp, (ulong)argument, 0, 0);
    }

    /// <summary>The ssidref of a domain (getssid).</summary>
    private static uint Label(uint domain)
    {
        Argument argument = default;
        argument.Head = 4 | ((ulong)Version << 32);
        argument.First = ByDomain | ((ulong)domain << 32);
        argument.Second = (ulong)Grants.Page(3);
        argument.Third = Size;
        long result = Xen.Call(Xen.AcmOp, (ulong)&argument, 0, 0);
        return result < 0 ? 0 : ((uint*)Grants.Page(3))[1];
    }

    /// <summary>relabeldoms of one domain.</summary>
    private static long Relabel(uint domain, uint ssidref, uint mode)
    {
        uint* map = (uint*)Grants.Page(5);
        map[0] = domain;
        map[1] = ssidref;
        Argument argument = default;
        argument.Head = 7 | ((ulong)Extended << 32);
        argument.First = (ulong)map;
        argument.Second = 8;
        argument.Third = (ulong)Grants.Page(4);
        argument.Fourth = 256 | ((ulong)mode << 32);
        return Xen.Call(Xen.AcmOp, (ulong)&argument, 0, 0);
    }

    /// <summary>What every command begins with, and four words that mean something else for each.</summary>
    private struct Argument
    {
        internal ulong Head;
        internal ulong First;
        internal ulong Second;
        internal ulong Third;
        internal ulong Fourth;
    }

    private static uint Big(byte* at) =>
        ((uint)at[0] << 24) | ((uint)at[1] << 16) | ((uint)at[2] << 8) | at[3];
}
