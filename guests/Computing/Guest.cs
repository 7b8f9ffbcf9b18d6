namespace Verified.Guests;

/// <summary>
/// Generic computing: shares with nobody but domain 0. It has its events as interrupts, and finds every door closed.
/// </summary>
internal static class Guest
{
    private const uint Web = 2;
    private const uint Advertising = 4;

    internal static void Main()
    {
        Upcalls.Enable();
        Turn.Join();
        uint seen = Upcalls.Count;
        Upcalls.AwaitNext(seen);
        Line line = default;
        line.Add("woken by an interrupt; alloc_unbound toward OrderWeb "u8);
        line.AddDenied(EventChannels.AllocUnbound(Web), EventChannels.Denied);
        line.Add(", toward Advertising "u8);
        line.AddDenied(EventChannels.AllocUnbound(Advertising), EventChannels.Denied);
        line.Add("; computes alone: "u8);
        line.Add(CountPrimes(10_000));
        line.Add(" primes below 10000"u8);
        line.End();
        Turn.Done();
    }

    private static uint CountPrimes(uint limit)
    {
        uint count = 0;
        for (uint n = 2; n < limit; n++)
        {
            uint divisor = 2;
            while (divisor * divisor <= n && n % divisor != 0)
                divisor++;
            if (divisor * divisor > n)
                count++;
        }

        return count;
    }
}
