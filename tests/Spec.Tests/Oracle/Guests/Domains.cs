using Verified.Kernel;
using DomainStatus = Verified.Spec.DomainStatus;

namespace Verified.Tests;

internal sealed partial class RandomGuests
{
    private static readonly string[] DestroySteps =
        ["destroy_port", "destroy_mapping", "destroy_grant", "destroy_leaf", "destroy_end"];

    private IEnumerable<Weighted> DomainsSteps =>
    [
        new(2, caller => Below(2) == 0 ? CreateOrEnd(caller) : Control(caller)),
        new(1, _ => Destroy()),
    ];

    // What would end a run too soon if it came often.
    private string? CreateOrEnd(ulong caller) => Below(30) switch
    {
        < 6 => Call("create_domain", caller, Below(6), Below(5), Below(2)),
        6 => Call("destroydomain", Below(4) == 0 ? caller : 0, Below(4) == 0 ? Dom() : 1 + Below(3)),
        7 or 8 => Call(DestroySteps[Below(5)], Below(8)),
        _ => null,
    };

    private string? Control(ulong caller) => Below(4) switch
    {
        0 => Pause(caller, Dom()),
        1 => Call("unpausedomain", caller, Dom()),
        2 => Call("max_mem", Below(4) == 0 ? caller : 0, Dom(), Below(60)),
        _ => Call("getdomaininfo", Below(4) == 0 ? caller : 0, Dom()),
    };

    // Mostly the one that is paused is the one that is reached and goes on.
    private string? Pause(ulong caller, ulong dom) =>
        Call("pausedomain", Below(4) == 0 ? caller : 0, dom)
        ?? Reach(Below(4) == 0 ? caller : 0, Below(4) == 0 ? Dom() : dom)
        ?? Call("unpausedomain", 0, Below(6) == 0 ? Dom() : dom);

    // The caller's page is one of its own RAM.
    private string? Reach(ulong caller, ulong dom)
    {
        ulong own = Read(Verified.Spec.Leaves.Leaf, caller, Below(5)) >> 12 & 63;
        return Below(4) switch
        {
            0 => Call("load_memory", caller, dom, Below(6), own),
            1 => Call("save_memory", caller, dom, Below(6), own),
            2 => Call("set_vcpu_context", caller, dom),
            _ => Call("get_vcpu_context", caller, dom),
        };
    }

    // A dying domain gets on, some steps at a time.
    private string? Destroy()
    {
        for (ulong domain = 0; domain < 4; domain++)
        {
            for (ulong steps = Below(80); steps > 0 && Read(Verified.Spec.Domains.Status, domain) == DomainStatus.Dying; steps--)
            {
                string name = Step((uint)Read(Verified.Spec.Domains.DestroyCursor, domain));
                if (Call(name, domain) is { } difference) return difference;
                if (_oracle.Result != 0) break;
            }
        }

        return null;
    }

    private static string Step(uint cursor) =>
        DestroySteps[new[] { DestroyStage.Handles, DestroyStage.Grants, DestroyStage.Leaves, DestroyStage.End }
            .Count(end => cursor >= end)];
}
