using System.Threading;

namespace Verified.Guests;

/// <summary>Looks whether what is its own stays so, whatever another domain does meanwhile.</summary>
internal static unsafe class Witness
{
    private const ulong Pattern = 0x5a5a_0ff0_1234_8765;
    private const uint Pages = 8;
    private const ulong Nap = 500_000;

    /// <summary>For so many millions of the machine's counter: memory, a channel, a grant's entry.</summary>
    internal static void Run(uint millions)
    {
        ulong end = Xen.ReadTsc() + ((ulong)millions * 1_000_000);
        Grants.Map();
        long port = EventChannels.AllocUnbound(Xen.Self);
        long other = EventChannels.BindInterdomain(Xen.Self, (uint)port);
        for (uint i = 0; i < Pages; i++)
            Volatile.Write(ref *(ulong*)Grants.Page(i), Pattern + i);
        bool held = other > 0;
        uint looks = 0;
        while (Xen.ReadTsc() < end)
        {
            for (uint i = 0; i < Pages; i++)
                held &= Volatile.Read(ref *(ulong*)Grants.Page(i)) == Pattern + i;
            held &= EventChannels.Send((uint)port) == 0 && SharedInfo.TakePending((uint)other);
            held &= Xen.Call(Xen.XenVersion, 0, 0, 0) > 0;
            SystemTime.Pause(Nap);
            looks++;
        }

        Line line = default;
        line.Add("undisturbed: "u8);
        line.Add(held && looks > 10 ? 1 : 0);
        line.End();
        Program.Check(held);
    }
}
