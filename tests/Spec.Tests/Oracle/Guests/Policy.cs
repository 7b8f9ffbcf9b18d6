using Verified.Spec;

namespace Verified.Tests;

internal sealed partial class RandomGuests
{
    private IEnumerable<Weighted> PolicySteps =>
    [
        new(1, Ask),
    ];

    private string? Ask(ulong caller)
    {
        ulong by1 = 1 + Below(2), by2 = 1 + Below(2);
        return Call("getdecision", caller, Mostly(by1), Label(by1), Mostly(by2), Label(by2), Mostly(1 + Below(2)));
    }

    private ulong Label(ulong by)
    {
        ulong label = Below(8);
        return by == Decision.ByDomain ? Dom() : (label << 16) | (Below(4) == 0 ? 0 : label);
    }
}
