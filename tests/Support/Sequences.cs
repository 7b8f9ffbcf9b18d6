using FsCheck;
using FsCheck.Fluent;

namespace Verified.Testing;

/// <summary>Random sequences of steps, as FsCheck generates and shrinks them.</summary>
public static class Sequences
{
    /// <summary>
    /// Operations by weight: what builds something up comes more often than what ends it, or sequences would stay in
    /// empty states.
    /// </summary>
    private static readonly Operation[] Weighted =
    [
        .. Enum.GetValues<Operation>().Where(operation => operation != Operation.Shutdown),
        Operation.AllocUnbound, Operation.BindInterdomain, Operation.BindInterdomain, Operation.Send,
        Operation.MapGrantRef, Operation.MapGrantRef, Operation.MapGrantRef, Operation.MapGrantRef,
        Operation.MapGrantRef, Operation.UnmapGrantRef, Operation.UnmapGrantRef, Operation.UnmapGrantRef,
        Operation.GuestGrants, Operation.GuestGrants, Operation.GuestGrants, Operation.GuestGrants,
        Operation.GuestGrants, Operation.GuestAccepts, Operation.GuestAccepts, Operation.Shutdown,
        Operation.Transfer, Operation.Transfer, Operation.RemoveFromPhysmap, Operation.RemoveFromPhysmap,
        Operation.DecreaseReservation, Operation.DecreaseReservation, Operation.PopulatePhysmap,
        Operation.MapGmfnForeign, Operation.MapGmfnForeign, Operation.MapGmfnForeign,
        Operation.AllocUnbound, Operation.AllocUnbound, Operation.BindInterdomain, Operation.BindInterdomain,
        Operation.BindInterdomain, Operation.Reset, Operation.RevokeChannel, Operation.RevokeChannel,
        Operation.RevokeMapping, Operation.RevokeMapping,
    ];

    /// <summary>A random step.</summary>
    public static Gen<Step> Steps { get; } =
        from operation in Gen.Elements(Weighted)
        from caller in Gen.Choose(0, Limits.Domains - 1)
        from a in Gen.Choose(0, 15)
        from b in Gen.Choose(0, 15)
        from c in Gen.Choose(0, 15)
        from d in Gen.Choose(0, 15)
        select new Step(operation, (uint)caller, a, b, c, d);

    /// <summary>Sequences of so many steps; they shrink by leaving steps out.</summary>
    public static Arbitrary<Step[]> Of(int length) => Arb.From(Steps.ArrayOf(length), Shrink);

    /// <summary>Leaves out ever smaller runs of steps, the longest first.</summary>
    private static IEnumerable<Step[]> Shrink(Step[] steps)
    {
        for (int run = steps.Length; run > 0; run /= 2)
        {
            for (int start = 0; start < steps.Length; start += run)
                yield return [.. steps[..start], .. steps[Math.Min(start + run, steps.Length)..]];
        }
    }
}
