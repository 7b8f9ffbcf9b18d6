namespace Verified.Kernel.Tests;

/// <summary>
/// Three domains: the privileged one, which shares with both others, and two that share no type. Errors are checked
/// to leave everything as it was.
/// </summary>
public abstract class Trio
{
    protected const uint Dom0 = 0;
    protected const uint Order = 1;
    protected const uint Ads = 2;

    /// <summary>No domain has this id.</summary>
    protected const uint Nobody = 3;

    protected Machine Machine { get; } =
        Machine.WithDomains([SamplePolicy.Management, SamplePolicy.Order, SamplePolicy.Advertising]);

    protected ref State S => ref Machine.State;

    /// <summary>The call fails with this error, and nothing but the audit log has changed.</summary>
    protected void Fails(long error, Func<long> call)
    {
        ArgumentNullException.ThrowIfNull(call);
        Machine before = Machine.Clone();
        Assert.Equal(error, call());
        Assert.Null(Machine.DifferenceFrom(before));
    }

    protected ref Port Port(uint domain, long port) => ref S.Ports[(int)domain][(int)port];

    protected long Alloc(uint caller, uint remote) =>
        EventChannel.AllocUnbound(ref S, caller, DomainIds.Self, remote);

    /// <summary>Connects the privileged domain and another; gives both ports.</summary>
    protected (uint OfDom0, uint OfOther) Connect(uint other)
    {
        uint unbound = (uint)Alloc(Dom0, other);
        long port = EventChannel.BindInterdomain(ref S, other, Dom0, unbound);
        Assert.True(port > 0);
        return (unbound, (uint)port);
    }
}
