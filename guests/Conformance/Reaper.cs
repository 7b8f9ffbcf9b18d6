namespace Verified.Guests;

/// <content>Domains that are destroyed at any moment of their lives.</content>
internal static unsafe partial class DomainCalls
{
    // Of XEN_DOMCTL_getdomaininfo: ports in use, mappings held.
    private const int PortsWord = 32;
    private const int MappingsWord = 33;
    private const long Again = -11;
    private const ulong Million = 1_000_000;

    /// <summary>
    /// <c>reap SEED VICTIMS FROM UNTIL</c>: destroys domains 2 and up, that many, in any order at any moments between two
    /// times (millions of nanoseconds since boot); what is left behind. Domain 1 stays.
    /// </summary>
    internal static void RunReaper()
    {
        ulong dice = Program.Number(1);
        uint victims = Program.Number(2);
        ulong at = Program.Number(3) * Million;
        ulong step = ((Program.Number(4) * Million) - at) * 2 / (victims + 1);
        Report.Begin("destroyed at any moment"u8);
        Report.Expect("info"u8, Call(Info, 1), 0);
        uint label = Argument[22];
        for (uint left = victims; left != 0; left--)
        {
            at += Next(ref dice) % step;
            EventChannels.Sleep(at);
            Destroyed(Victim(victims, Next(ref dice) % left));
        }

        for (uint domain = 2; domain < victims + 2; domain++)
            Report.Expect("gone at last"u8, Destroyed(domain), NoDomain);
        for (uint domain = 0; domain < 2; domain++)
        {
            Report.Expect("who stays"u8, Call(Info, domain), 0);
            Report.Expect("its ports"u8, Argument[PortsWord], 0);
            Report.Expect("its mappings"u8, Argument[MappingsWord], 0);
        }

        Report.End();
        Line line = default;
        line.Add("free frames: "u8);
        line.Add(MostFrames(label));
        line.End();
    }

    /// <summary>The domain that is the n-th of those that still live.</summary>
    private static uint Victim(uint victims, ulong n)
    {
        const uint Dying = 1;
        ulong rest = n;
        for (uint domain = 2; domain < victims + 2; domain++)
        {
            if (Call(Info, domain) == 0 && (Argument[5] & Dying) == 0 && Argument[2] == domain && rest-- == 0)
                return domain;
        }

        return victims + 1;
    }

    /// <summary>Destroys a domain as far as it goes: one whose memory another one sees goes on dying until that lets go.</summary>
    private static long Destroyed(uint domain)
    {
        long result;
        do
        {
            result = Call(Destroy, domain);
        }
        while (result == Again);
        return result;
    }

    private static ulong Next(ref ulong state)
    {
        state = (state * 6364136223846793005) + 1442695040888963407;
        return state >> 33;
    }
}
