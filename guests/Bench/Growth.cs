using System;

namespace Verified.Guests;

/// <summary>
/// The same operations with many ports and mappings in use, as one line of figures: costs must not grow with either.
/// Arguments: "growth", ports in use, mappings in use.
/// </summary>
internal static unsafe class Growth
{
    private const int PortsWord = 1;
    private const int MappingsWord = 2;

    // Frames for the mappings: above all RAM, below what the guest library takes.
    private const ulong FirstSlot = 0x2000UL << 12;
    private const ulong PageSize = 4096;

    // Port 0, the port on which the peer waits, and the two channels that are measured.
    private const uint PortsOfTheBench = 6;

    internal static void Run(uint peer)
    {
        long done = Bench.WaitForPeer(peer);
        Operations.Prepare(peer, (ulong)Grants.Slot(0));
        for (uint i = PortsOfTheBench; i < Program.Number(PortsWord); i++)
            Program.Check(EventChannels.AllocUnbound(peer) > 0);
        for (uint i = 0; i < Program.Number(MappingsWord); i++)
            Program.Check(Operations.Map(FirstSlot + (i * PageSize)) == 0);

        Bench.MeasureOverhead();
        Line line = default;
        Add(ref line, Operation.Unknown);
        Add(ref line, Operation.Send);
        Add(ref line, Operation.Unmask);
        Add(ref line, Operation.AllocUnbound);
        Add(ref line, Operation.BindInterdomain);
        Add(ref line, Operation.MapGrant);
        Add(ref line, Operation.UnmapGrant);
        Add(ref line, Operation.Yield);
        line.End();
        EventChannels.Send((uint)done);
    }

    private static void Add(ref Line line, uint operation)
    {
        line.Add((long)Bench.Least(operation));
        line.Add(" "u8);
    }
}
