namespace Verified.Guests;

/// <summary>hvm_op, xen_version and multicall (public/hvm/hvm_op.h, public/version.h, public/xen.h).</summary>
internal static unsafe class SmallCalls
{
    private const long NotPermitted = -1;
    private const long BadAddress = -14;
    private const long Invalid = -22;
    private const long NoSuchCall = -38;
    private const ulong NoMemory = 0x0e00_0000;
    private const uint StorePort = 2;
    private const uint Calls = 12;

    internal static void Run()
    {
        Parameters();
        Version();
        Multicall();
        Console();
    }

    private static long Hvm(ulong command, ref Words words)
    {
        fixed (Words* argument = &words)
            return Xen.Call(Xen.HvmOp, command, (ulong)argument, 0);
    }

    private static long Hvm(ulong command, uint domain, uint index, uint value = 0)
    {
        Words words = Words.Of(domain, index, value);
        return Hvm(command, ref words);
    }

    private static void Parameters()
    {
        Report.Begin("hvm_op"u8);
        Report.Expect("set_param"u8, Hvm(0, Xen.Self, StorePort, 77), 0);
        Words words = Words.Of(Xen.Self, StorePort);
        Report.Expect("get_param"u8, Hvm(1, ref words), 0);
        Report.Expect("its value"u8, words[2], 77);
        Report.Expect("set_param of what is set for it"u8, Hvm(0, Xen.Self, 1), NotPermitted);
        Report.Expect("get_param of that"u8, Hvm(1, Xen.Self, 1), 0);
        Report.Expect("get_param of domain 0's"u8, Hvm(1, 0, StorePort), NotPermitted);
        Report.Expect("get_param beyond the last"u8, Hvm(1, Xen.Self, 39), Invalid);
        Report.Expect("pagetable_dying"u8, Hvm(9, Xen.Self, 0), Invalid);
        Report.Expect("unknown"u8, Hvm(2, Xen.Self, 0), NoSuchCall);
        Report.End();
    }

    private static long Ask(ulong command, ref Words words)
    {
        fixed (Words* argument = &words)
            return Xen.Call(Xen.XenVersion, command, (ulong)argument, 0);
    }

    private static void Version()
    {
        Report.Begin("xen_version"u8);
        Words words = default;
        Report.Expect("version"u8, Xen.Call(Xen.XenVersion, 0, 0, 0), 0x4_0011);
        Report.Expect("extraversion"u8, Ask(1, ref words), 0);
        Report.Expect("its text"u8, words[0], 0x762d_302e);
        Report.Expect("compile_info"u8, Ask(2, ref words), 0);
        Report.Expect("changeset"u8, Ask(4, ref words), 0);
        words = default;
        Report.Expect("get_features"u8, Ask(6, ref words), 0);
        Report.Expect("the features"u8, words[1], 0x10305);
        words = Words.Of(1);
        Report.Expect("more features"u8, Ask(6, ref words), Invalid);
        Report.Expect("platform_parameters"u8, Ask(5, ref words), 0);
        Report.Expect("pagesize"u8, Xen.Call(Xen.XenVersion, 7, 0, 0), 4096);
        Report.Expect("guest_handle"u8, Ask(8, ref words), 0);
        Report.Expect("capabilities into nothing"u8, Xen.Call(Xen.XenVersion, 3, NoMemory, 0), BadAddress);
        Report.Expect("capabilities"u8, Xen.Call(Xen.XenVersion, 3, (ulong)Grants.Page(0), 0), 0);
        Report.Expect("commandline"u8, Xen.Call(Xen.XenVersion, 9, (ulong)Grants.Page(0), 0), 0);
        Report.Expect("its text"u8, *(uint*)Grants.Page(0), 0x6e65_643c);
        Report.Expect("unknown"u8, Xen.Call(Xen.XenVersion, 40, 0, 0), NoSuchCall);
        Report.End();
    }

    private static void Multicall()
    {
        Report.Begin("multicall"u8);
        ulong* list = (ulong*)Grants.Page(0);
        for (uint i = 0; i < Calls * 8; i++)
            list[i] = i % 8 == 0 ? Xen.XenVersion : 0;
        list[8] = Xen.Multicall;
        list[16] = 999;
        Report.Expect("twelve calls"u8, Xen.Call(Xen.Multicall, (ulong)list, Calls, 0), 0);
        Report.Expect("the first"u8, (long)list[1], 0x4_0011);
        Report.Expect("one in another"u8, (long)list[9], Invalid);
        Report.Expect("an unknown one"u8, (long)list[17], NoSuchCall);
        Report.Expect("the last"u8, (long)list[(8 * (Calls - 1)) + 1], 0x4_0011);
        Report.Expect("none"u8, Xen.Call(Xen.Multicall, 0, 0, 0), 0);
        Report.Expect("nowhere"u8, Xen.Call(Xen.Multicall, NoMemory, 1, 0), BadAddress);
        Report.End();
    }

    private static void Console()
    {
        Report.Begin("console_io"u8);
        Report.Expect("read"u8, Xen.Call(Xen.ConsoleIo, 1, 1, (ulong)Grants.Page(0)), NotPermitted);
        Report.Expect("write out of nothing"u8, Xen.Call(Xen.ConsoleIo, 0, 5, NoMemory), BadAddress);
        Report.Expect("unknown"u8, Xen.Call(Xen.ConsoleIo, 2, 0, 0), NoSuchCall);
        Report.End();
    }
}
