namespace Verified.Testing;

/// <summary>
/// A small policy with everything in it: two coalitions, a label that bridges them, a conflict set, two resources.
/// The members are ssidrefs.
/// </summary>
public static class SamplePolicy
{
    /// <summary><c>__UNLABELED__</c>, which the policy does not define.</summary>
    public const uint Unlabeled = 0;

    /// <summary>The bootstrap label: shares with everyone.</summary>
    public const uint Management = 1;

    /// <summary>Orders: type 0.</summary>
    public const uint Order = 2;

    /// <summary>Advertising: type 1.</summary>
    public const uint Advertising = 3;

    /// <summary>Serves orders and advertising.</summary>
    public const uint Broker = 4;

    /// <summary>A rival of orders: never on the same machine; type 2.</summary>
    public const uint Rival = 5;

    /// <summary>A disk of orders: type 0.</summary>
    public const uint OrderDisk = 6;

    /// <summary>A disk of advertising: type 1.</summary>
    public const uint AdvertisingDisk = 7;

    /// <summary>The policy before it is written; a test may change it first.</summary>
    public static PolicyBytes Describe() => new()
    {
        SteTypes = 3,
        WallTypes = 3,
        VmSte = [[], [0, 1, 2], [0], [1], [0, 1], [2]],
        VmWall = [[], [], [0], [1], [], [2]],
        Conflicts = [[0, 2]],
        Resources = [[0], [1]],
        Names =
        [
            "__UNLABELED__", "Management", "Order", "Advertising", "Broker", "Rival", "OrderDisk", "AdvertisingDisk",
        ],
    };
}
