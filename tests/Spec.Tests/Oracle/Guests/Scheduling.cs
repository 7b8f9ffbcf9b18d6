namespace Verified.Tests;

internal sealed partial class RandomGuests
{
    private IEnumerable<Weighted> SchedulingSteps =>
    [
        new(1, Schedule),
        new(2, Rarely),
    ];

    private string? Schedule(ulong caller) => Below(6) switch
    {
        0 => Call("block", caller),
        1 => Call("poll_port", caller, Below(5) == 0 ? Below(40) : Port()),
        2 => Call("poll_wait", caller, Port() & 7, Below(50)),
        3 => Call("set_evtchn_upcall_vector", caller, Mostly(0), Below(300)),
        _ => Call("expire", caller, Below(60)),
    };

    // What would end a run too soon if it came often.
    private string? Rarely(ulong caller) => Below(56) switch
    {
        0 => Below(3) switch
        {
            0 => Call("shutdown", caller, Below(8)),
            1 => Call("remote_shutdown", Below(8) == 0 ? caller : 0, Dom(), Below(8)),
            _ => Call("vcpu_down", caller, Mostly(0)),
        },
        3 => Call("remote_shutdown", Below(2) == 0 ? 2UL : 0, Dom(), Below(8)),
        5 or 6 => Call("shutdown", caller, 6 + Below(3)),
        4 => Call("watchdog_expire", caller, Below(60)),
        1 or 2 => Call("unpause", Below(6)),
        _ => null,
    };
}
