namespace Verified.Tests;

internal sealed partial class RandomGuests
{
    private IEnumerable<Weighted> MemorySteps =>
    [
        new(1, caller => Call("add_to_physmap", caller, Dom(), Below(3), Mostly(0), Gfn())),
        new(1, _ => Call("populate_frame", Below(4), Gfn())),
        new(1, _ => Below(20) == 0 ? Call("donate", Below(70)) : null),
    ];
}
