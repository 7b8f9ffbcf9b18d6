using System.Threading;

namespace Verified.Guests;

/// <summary>domctl: public/domctl.h, and this hypervisor's own commands from 0x8000 on.</summary>
internal static unsafe partial class DomainCalls
{
    private const long NotPermitted = -1;
    private const long NoDomain = -3;
    private const long NotLeft = -12;
    private const long Denied = -13;
    private const long BadAddress = -14;
    private const long Invalid = -22;
    private const long NoSuchCall = -38;

    private const uint Create = 1;
    private const uint Destroy = 2;
    private const uint Pause = 3;
    private const uint Unpause = 4;
    private const uint Info = 5;
    private const uint MaxMem = 11;
    private const uint LoadMemory = 0x8000;
    private const uint SaveMemory = 0x8001;
    private const uint SetContext = 0x8002;
    private const uint GetContext = 0x8003;
    private const uint GetStatistics = 0x8005;

    private const ulong NoMemory = 0x0e00_0000;
    private const uint Version = 0x15;
    private const uint Nobody = 60;
    private const uint Shutdown = 1 << 2;
    private const uint Paused = 1 << 3;
    private const uint Frames = 8;
    private const ulong CodePage = 1;

    private static uint* Argument => (uint*)Grants.Page(0);

    private static byte* Buffer => Grants.Page(1);

    /// <summary>What a domain without privilege gets: nothing.</summary>
    internal static void RunDenied()
    {
        Report.Begin("domctl without privilege"u8);
        Report.Expect("createdomain"u8, Call(Create, 0), NotPermitted);
        Report.Expect("destroydomain"u8, Call(Destroy, 2), NotPermitted);
        Report.Expect("pausedomain"u8, Call(Pause, 2), NotPermitted);
        Report.Expect("getdomaininfo"u8, Call(Info, 1), NotPermitted);
        Report.Expect("load_memory"u8, Move(LoadMemory, 2, 1), NotPermitted);
        Report.Expect("get_vcpu_context"u8, Call(GetContext, 2), NotPermitted);
        Report.Expect("set_vcpu_context"u8, Call(SetContext, 2), NotPermitted);
        Report.Expect("unpausedomain"u8, Call(Unpause, 2), NotPermitted);
        Report.Expect("max_mem"u8, Call(MaxMem, 1), NotPermitted);
        Report.Expect("save_memory"u8, Move(SaveMemory, 2, 1), NotPermitted);
        Report.Expect("get_statistics"u8, Call(GetStatistics, 2), NotPermitted);
        Report.End();
    }

    /// <summary>The life of a domain, as domain 0 lets it be lived.</summary>
    internal static void Run()
    {
        uint label = PauseAndInfo();
        uint domain = CreateOne(label);
        Contents(domain);
        RunIt(domain);
        DestroyIt(domain);
        InMulticall(label);
        DyingTarget(label);
        const uint Lives = 20;
        ManyLives(label, Lives);
        UnknownCommand();
    }

    /// <summary>As many lives as the argument says, and afterwards as much memory as before.</summary>
    internal static void RunLives()
    {
        Report.Begin("as many frames as before"u8);
        Report.Expect("info"u8, Call(Info, 1), 0);
        uint label = Argument[22];
        uint before = MostFrames(label);
        ManyLives(label, Program.Number(1));
        Report.Begin("as many frames as before"u8);
        Report.Expect("frames"u8, MostFrames(label), before);
        Report.End();
    }

    private static uint PauseAndInfo()
    {
        Report.Begin("pausedomain, unpausedomain, getdomaininfo"u8);
        Report.Expect("pause"u8, Call(Pause, 1), 0);
        Report.Expect("info"u8, Call(Info, 1), 0);
        Report.Expect("is paused"u8, Argument[5] & Paused, Paused);
        Report.Expect("tot_pages"u8, Argument[6], 128);
        uint label = Argument[22];
        Report.Expect("unpausedomain"u8, Call(Unpause, 1), 0);
        Report.Expect("pausing itself"u8, Call(Pause, 0), Invalid);
        Report.Expect("unpausing nobody"u8, Call(Unpause, Nobody), NoDomain);
        Report.Expect("pausing nobody"u8, Call(Pause, Nobody), NoDomain);
        Report.Expect("info of nobody"u8, Call(Info, Nobody), NoDomain);
        Report.End();
        Statistics();
        return label;
    }

    /// <summary>Domain 0's own: what it does is counted, one by one.</summary>
    private static void Statistics()
    {
        const int CpuTime = 4, Hypercalls = 8, Cpuid = 14, Ports = 18, Runs = 24;
        Report.Begin("get_statistics"u8);
        Report.Expect("its own"u8, Call(GetStatistics, 0), 0);
        uint calls = Argument[Hypercalls], cpuid = Argument[Cpuid], ports = Argument[Ports];
        Report.Expect("it has run"u8, Argument[CpuTime] != 0 || Argument[CpuTime + 1] != 0 ? 1 : 0, 1);
        Report.Expect("it was taken up"u8, Argument[Runs] != 0 ? 1 : 0, 1);
        Report.Expect("again"u8, Call(GetStatistics, 0), 0);
        // The call itself, and what the two lines above printed.
        Report.Expect("hypercalls since"u8, Argument[Hypercalls] != calls ? 1 : 0, 1);
        Report.Expect("no CPUID since"u8, Argument[Cpuid], cpuid);
        Report.Expect("no port since"u8, Argument[Ports], ports);
        Report.Expect("of nobody"u8, Call(GetStatistics, Nobody), NoDomain);
        Report.End();
    }

    private static uint CreateOne(uint label)
    {
        Report.Begin("createdomain and max_mem"u8);
        Report.Expect("an unknown label"u8, CreateDomain(0x0777_0777, 3), Denied);
        Report.Expect("a label with different halves"u8, CreateDomain(label ^ 1, 3), Denied);
        Report.Expect("without nested paging"u8, CreateDomain(label, 1), Invalid);
        Report.Expect("create"u8, CreateDomain(label, 3), 0);
        uint domain = Argument[2] & 0xffff;
        Report.Expect("its id"u8, domain, 3);
        Report.Expect("populate before max_mem"u8, Populate(domain, Frames), 0);
        Report.Expect("max_mem"u8, SetMaximum(domain, Frames * 4), 0);
        Report.Expect("populate"u8, Populate(domain, Frames + 1), Frames);
        Report.Expect("a promise of more than there is"u8, SetMaximum(domain, uint.MaxValue), NotLeft);
        Report.Expect("max_mem below what it owns"u8, SetMaximum(domain, 4), 0);
        Report.Expect("populate above the limit"u8, Populate(domain, 1, Frames), 0);
        Report.Expect("max_mem again"u8, SetMaximum(domain, Frames * 4), 0);
        Promises(domain, label);
        Report.End();
        return domain;
    }

    /// <summary>
    /// What one domain is promised, no other is: with all that is unclaimed set aside for domain 0, another's limit does
    /// not rise, a new domain finds no memory, and a domain below its limit still gets its frames.
    /// </summary>
    private static void Promises(uint domain, uint label)
    {
        const uint Own = 128;
        Report.Expect("room for one more"u8, SetMaximum(domain, (Frames + 1) * 4), 0);
        PromiseMost(0, Own);
        Report.Expect("a promise of another's frame"u8, SetMaximum(domain, (Frames + 2) * 4), NotLeft);
        Report.Expect("a domain without frames for it"u8, CreateDomain(label, 3), NotLeft);
        Report.Expect("populate what is promised"u8, Populate(domain, 1, Frames), 1);
        Report.Expect("and no more"u8, Populate(domain, 1, Frames + 1), 0);
        Report.Expect("domain 0 gives back its claim"u8, SetMaximum(0, Own * 4), 0);
        Report.Expect("max_mem back"u8, SetMaximum(domain, Frames * 4), 0);
    }

    /// <summary>Raises a domain's limit from one that it may have to the highest there is; in frames.</summary>
    private static uint PromiseMost(uint domain, uint least)
    {
        uint most = least;
        for (uint step = 1 << 19; step != 0; step >>= 1)
        {
            if (SetMaximum(domain, (most + step) * 4) == 0)
                most += step;
        }

        return most;
    }

    private static void Contents(uint domain)
    {
        Report.Begin("load, save and contexts"u8);
        WriteProgram();
        Report.Expect("load"u8, Move(LoadMemory, domain, CodePage), 0);
        Report.Expect("load where no RAM is"u8, Move(LoadMemory, domain, 100), Invalid);
        Report.Expect("load into a running domain"u8, Move(LoadMemory, 2, 1), Invalid);
        Report.Expect("load into nobody"u8, Move(LoadMemory, Nobody, 1), NoDomain);
        *(ulong*)Buffer = 0;
        Report.Expect("save"u8, Move(SaveMemory, domain, CodePage), 0);
        Report.Expect("what was saved"u8, *(uint*)Buffer, 0x1900_05c7 & 0xffff_ffff);
        Report.Expect("get a context"u8, Context(GetContext, domain), 0);
        ((ulong*)Buffer)[16] = CodePage << 12;
        ((ulong*)Buffer)[1] = 77;
        Report.Expect("set_vcpu_context"u8, Context(SetContext, domain), 0);
        Report.Expect("of a running domain"u8, Context(SetContext, 2), Invalid);
        Report.Expect("of nobody"u8, Context(SetContext, Nobody), NoDomain);
        ((ulong*)Buffer)[1] = 0;
        Report.Expect("get it again"u8, Context(GetContext, domain), 0);
        Report.Expect("RBX"u8, (long)((ulong*)Buffer)[1], 77);
        Report.Expect("a context of a running domain"u8, Context(GetContext, 2), Invalid);
        Report.End();
    }

    private static void RunIt(uint domain)
    {
        const int MostTries = 1000;
        const int WordPlace = 0x900;
        Report.Begin("a domain that domain 0 made runs"u8);
        Report.Expect("unpause"u8, Call(Unpause, domain), 0);
        for (int i = 0; i < MostTries; i++)
        {
            Xen.Call(Xen.SchedOp, 0, 0, 0);
            Call(Info, domain);
            if ((Argument[5] & Shutdown) != 0)
                break;
        }

        Report.Expect("has shut down"u8, Argument[5] & Shutdown, Shutdown);
        Report.Expect("pause"u8, Call(Pause, domain), 0);
        Report.Expect("save"u8, Move(SaveMemory, domain, CodePage), 0);
        Report.Expect("what it wrote"u8, *(uint*)(Buffer + WordPlace), 0x1234_5678);
        Report.End();
    }

    private static void DestroyIt(uint domain)
    {
        Report.Begin("destroydomain"u8);
        Report.Expect("destroy"u8, Call(Destroy, domain), 0);
        Report.Expect("destroy again"u8, Call(Destroy, domain), NoDomain);
        Report.Expect("itself"u8, Call(Destroy, 0), Invalid);
        Report.Expect("info of what is gone"u8, Call(Info, domain), NoDomain);
        Report.End();
    }

    /// <summary>The domctl, a call that gives up the processor, and one more.</summary>
    private static void InMulticall(uint label)
    {
        Report.Begin("domctl in a multicall"u8);
        Clear();
        Argument[0] = Create;
        Argument[1] = Version;
        Argument[4] = label;
        Argument[9] = 3;
        Argument[11] = 1;
        ulong* list = (ulong*)Grants.Page(2);
        for (int i = 0; i < 24; i++)
            list[i] = 0;
        (list[0], list[2]) = (Xen.Domctl, (ulong)Argument);
        list[8] = Xen.SchedOp;
        (list[16], list[17]) = (Xen.XenVersion, 1);
        Report.Expect("the calls"u8, Xen.Call(Xen.Multicall, (ulong)list, 3, 0), 0);
        Report.Expect("create"u8, (long)list[1], 0);
        Report.Expect("yield"u8, (long)list[9], 0);
        Report.Expect("version"u8, (long)list[17], 0x4_0011);
        uint domain = Argument[2] & 0xffff;
        Report.Expect("the new domain's registers"u8, Context(GetContext, domain), 0);
        Report.Expect("destroy"u8, Call(Destroy, domain), 0);
        Report.End();
    }

    /// <summary>
    /// While domain 0 sees its RAM a domain cannot go entirely: it is dying meanwhile, and nobody reaches it any more.
    /// </summary>
    private static void DyingTarget(uint label)
    {
        const uint Dying = 1;
        const long Busy = -16;
        const ulong Place = 0xfe00;
        Report.Begin("a dying domain"u8);
        Report.Expect("create"u8, CreateDomain(label, 3), 0);
        uint domain = Argument[2] & 0xffff;
        Report.Expect("max_mem"u8, SetMaximum(domain, Frames * 4), 0);
        Report.Expect("populate"u8, Populate(domain, Frames), Frames);
        Report.Expect("its RAM"u8, MemoryCalls.Foreign(domain, 3, Place), 0);
        Report.Expect("destroy"u8, Call(Destroy, domain), Busy);
        Report.Expect("info"u8, Call(Info, domain), 0);
        Report.Expect("its state"u8, Argument[5] & Dying, Dying);
        Report.Expect("a channel"u8, EventChannels.AllocUnbound(domain), NoDomain);
        Report.Expect("a grant"u8, Grants.MapGrant(domain, 8, 1, false, out _), -2);
        Report.Expect("more of its RAM"u8, MemoryCalls.Foreign(domain, 4, Place + 1), NoDomain);
        Report.Expect("load"u8, Move(LoadMemory, domain, CodePage), NoDomain);
        Report.Expect("unpause"u8, Call(Unpause, domain), NoDomain);
        Report.Expect("its RAM no more"u8, MemoryCalls.Remove(Xen.Self, Place), 0);
        Report.Expect("destroy"u8, Call(Destroy, domain), 0);
        Report.Expect("info of what is gone"u8, Call(Info, domain), NoDomain);
        Report.End();
    }

    /// <summary>Domains with RAM and a channel to domain 0, one after the other.</summary>
    private static void ManyLives(uint label, uint lives)
    {
        Report.Begin("domains come and go"u8);
        for (uint i = 0; i < lives; i++)
        {
            Report.Expect("create"u8, CreateDomain(label, 3), 0);
            uint domain = Argument[2] & 0xffff;
            Report.Expect("max_mem"u8, SetMaximum(domain, Frames * 4), 0);
            Report.Expect("populate"u8, Populate(domain, Frames), Frames);
            Report.Expect("save"u8, Move(SaveMemory, domain, CodePage), 0);
            Report.Expect("the page is clear"u8, (long)*(ulong*)Buffer, 0);
            *(ulong*)Buffer = 0xcccc;
            Report.Expect("load"u8, Move(LoadMemory, domain, CodePage), 0);
            long port = EventChannels.AllocUnbound(domain);
            Report.Expect("a port"u8, port, 1);
            Report.Expect("destroy"u8, Call(Destroy, domain), 0);
            Report.Expect("close"u8, EventChannels.Close((uint)port), 0);
        }

        Report.End();
    }

    /// <summary>How many frames of RAM one domain can be promised; it gets as many as its space has room for.</summary>
    private static uint MostFrames(uint label)
    {
        const uint Step = 256;
        const uint Space = 1 << 16;
        CreateDomain(label, 3);
        uint domain = Argument[2] & 0xffff;
        uint most = PromiseMost(domain, 0);
        uint frames = 0;
        while (true)
        {
            long got = Populate(domain, Step, frames);
            frames += (uint)got;
            if (got != Step)
                break;
        }

        Report.Expect("all that was promised"u8, frames, most < Space ? most : Space);
        Report.Expect("destroy"u8, Call(Destroy, domain), 0);
        return most;
    }

    private static void UnknownCommand()
    {
        Report.Begin("unknown domctl"u8);
        Report.Expect("999"u8, Call(999, 1), NoSuchCall);
        Argument[1] = Version + 1;
        Argument[0] = Pause;
        Report.Expect("another version"u8, Xen.Call(Xen.Domctl, (ulong)Argument, 0, 0), Denied);
        Report.Expect("no argument"u8, Xen.Call(Xen.Domctl, NoMemory, 0, 0), BadAddress);
        Report.End();
    }

    /// <summary>
    /// 32-bit code without paging: mov dword [0x1900], 0x12345678; mov eax, sched_op; mov ebx, shutdown; mov ecx, 0x1800
    /// (the reason: poweroff); vmmcall; hlt.
    /// </summary>
    private static void WriteProgram()
    {
        for (int i = 0; i < 512; i++)
            ((ulong*)Buffer)[i] = 0;
        uint* code = (uint*)Buffer;
        code[0] = 0x1900_05c7;
        code[1] = 0x5678_0000;
        code[2] = 0x1db8_1234;
        code[3] = 0xbb00_0000;
        code[4] = 0x0000_0002;
        code[5] = 0x0018_00b9;
        code[6] = 0xd901_0f00;
        code[7] = 0x0000_00f4;
    }

    private static long CreateDomain(uint ssidref, uint flags)
    {
        Clear();
        Argument[4] = ssidref;
        Argument[9] = flags;
        Argument[11] = 1;
        return Start(Create, 0);
    }

    private static long SetMaximum(uint domain, uint kib)
    {
        Clear();
        Argument[4] = kib;
        return Start(MaxMem, domain);
    }

    private static long Move(uint command, uint domain, ulong frame)
    {
        Clear();
        ((ulong*)Argument)[2] = frame;
        ((ulong*)Argument)[3] = (ulong)Buffer;
        return Start(command, domain);
    }

    private static long Context(uint command, uint domain)
    {
        Clear();
        ((ulong*)Argument)[2] = (ulong)Buffer;
        return Start(command, domain);
    }

    private static long Call(uint command, uint domain)
    {
        Clear();
        return Start(command, domain);
    }

    private static void Clear()
    {
        const int Words = 36;
        for (int i = 0; i < Words; i++)
            Volatile.Write(ref Argument[i], 0);
    }

    private static long Start(uint command, uint domain)
    {
        Argument[0] = command;
        Argument[1] = Version;
        Argument[2] = domain;
        return Xen.Call(Xen.Domctl, (ulong)Argument, 0, 0);
    }

    /// <summary>XENMEM_populate_physmap of another domain, guest frames from one on; how many came.</summary>
    private static long Populate(uint domain, uint count, uint first = 0)
    {
        const ulong PopulateCommand = 6;
        ulong* list = (ulong*)Grants.Page(2);
        ulong* argument = (ulong*)Grants.Page(3);
        for (uint i = 0; i < count; i++)
            list[i] = first + i;
        argument[0] = (ulong)list;
        argument[1] = count;
        argument[2] = 0;
        argument[3] = domain;
        return Xen.Call(Xen.MemoryOp, PopulateCommand, (ulong)argument, 0);
    }
}
