namespace Verified.Guests;

/// <summary>
/// Taking turns, so that the scenario reads the same every time. Domain 0 may share with everybody: it gives each
/// domain its turn by an event, and gets one back when the turn is over.
/// </summary>
public static class Turn
{
    private const uint Manager = 0;
    private const uint MostTries = 100_000;
    private const ulong YieldCommand = 0;

    private static uint s_port;

    /// <summary>
    /// Connects to domain 0, which has a port ready for each domain: port d for domain d. It may not have come so far
    /// yet; then another try follows, some time later. Tells it that this domain is there.
    /// </summary>
    public static void Join()
    {
        for (uint i = 0; i < MostTries; i++)
        {
            long port = EventChannels.BindInterdomain(Manager, Xen.DomainId());
            if (port >= 0)
            {
                // Binding leaves an event pending on the new port; it is not a turn.
                s_port = (uint)port;
                SharedInfo.TakePending(s_port);
                Done();
                return;
            }

            Xen.Call(Xen.SchedOp, YieldCommand, 0, 0);
        }

        Program.Fail("cannot reach domain 0"u8);
    }

    /// <summary>Waits for this domain's turn.</summary>
    public static void Await() => EventChannels.Await(s_port);

    /// <summary>Ends this domain's turn.</summary>
    public static void Done() => EventChannels.Send(s_port);
}
