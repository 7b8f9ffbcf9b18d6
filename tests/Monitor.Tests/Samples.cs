namespace Verified.Monitor.Tests;

/// <summary>A policy of two coalitions and a label that bridges them; the constants are its rows.</summary>
internal static class Samples
{
    internal const uint Unlabeled = 0;
    internal const uint Management = 1;
    internal const uint Order = 2;
    internal const uint Advertising = 3;
    internal const uint Broker = 4;
    internal const uint OrderDisk = 5;
    internal const uint AdvertisingDisk = 6;

    internal static PolicyBytes Orders() => new()
    {
        SteTypes = 3,
        WallTypes = 3,
        VmSte = [[], [0, 1], [0], [1], [0, 1]],
        VmWall = [[], [], [0], [1], []],
        Conflicts = [[0, 2]],
        Resources = [[0], [1]],
        Names = ["__UNLABELED__", "Management", "Order", "Advertising", "Broker", "OrderDisk", "AdvertisingDisk"],
    };
}
