using Verified.Spec;

namespace Verified.Tests;

internal sealed partial class RandomGuests
{
    private IEnumerable<Weighted> MemorySteps =>
    [
        new(1, caller => Call("add_to_physmap", caller, Dom(), Below(4), Below(3) == 0 ? Below(10) : Mostly(0), Gfn())),
        new(1, caller => Call("remove_from_physmap", caller, Dom(), Shown(caller, LeafKind.Foreign))),
        new(1, caller => Below(3) == 0
            ? Call("decrease_reservation", caller, Dom(), Shown(caller, LeafKind.Ram))
            : Call("populate_physmap", caller, Dom(), Below(3) == 0 ? Below(6) : Gfn())),
        new(1, caller => Below(2) == 0
            ? Call("map_gmfn_foreign", Below(4) == 0 ? caller : 0, 0x7ff0, Dom(), Below(8), Gfn())
            : AskAboutMemory(caller)),
        new(1, _ => Call("populate_frame", Below(4), Gfn())),
        new(1, _ => Below(20) == 0 ? Call("donate", Below(70)) : null),
    ];

    // A guest frame number at which a caller has something of a kind, if it has.
    private ulong Shown(ulong caller, ulong kind)
    {
        ulong gfn = Gfn();
        for (int tries = 0; tries < 8 && (Read(Leaves.Leaf, caller, gfn % 32) >> 9 & 7) != kind; tries++)
            gfn = Below(32);
        return gfn;
    }

    private string? AskAboutMemory(ulong caller) => Below(5) switch
    {
        0 => Call("current_reservation", caller, Dom()),
        1 => Call("maximum_reservation", caller, Dom()),
        2 => Call("maximum_gpfn", caller, Dom()),
        3 => Call("increase_reservation", caller, Dom()),
        _ => Call("memory_map", caller),
    };
}
