namespace Verified.Guests;

/// <summary>
/// Measures hypercalls in instructions: under QEMU's <c>-icount shift=0</c> the time-stamp counter counts instructions,
/// the guest's and the hypervisor's. A path length, not a latency: the emulator does not model what an exit costs.
/// Arguments: "measure" (or "growth") for the domain that measures, "peer" for the one it shares with, "idle" for the
/// others.
/// </summary>
internal static unsafe class Guest
{
    private const uint Peer = 1;
    private const uint Measurer = 2;

    internal static void Main()
    {
        Grants.Map();
        if (SharedText.Same(Program.Argument, "peer"u8))
            Serve();
        else if (SharedText.Same(Program.Argument, "measure"u8))
            Bench.Run(Peer);
        else if (SharedText.Same(Program.Word(0), "growth"u8))
            Growth.Run(Peer);
    }

    /// <summary>Has a port and a page ready, and waits until the measurer has closed its end and is done.</summary>
    private static void Serve()
    {
        Program.Check(EventChannels.AllocUnbound(Measurer) == Bench.PeerPort);
        Program.Check(EventChannels.AllocUnbound(Measurer) == Bench.DonePort);
        SharedText.Write(Grants.Page(0), "measured"u8);
        Grants.Permit(Grants.FirstReference, Measurer, Grants.Page(0));
        EventChannels.Await(Bench.DonePort);
    }
}
