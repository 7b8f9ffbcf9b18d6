using Verified.Spec;

namespace Verified.Tests;

internal sealed partial class RandomGuests
{
    private IEnumerable<Weighted> DomainsSteps =>
    [
        new(2, CreateOrEnd),
    ];

    // What would end a run too soon if it came often.
    private string? CreateOrEnd(ulong caller)
    {
        switch (Below(80))
        {
            case < 8:
                return Call("create_domain", caller, Below(6), Below(5), Below(2));
            case 8 when Read(Domains.Status, caller) == DomainStatus.Alive:
                _oracle.Machine.Write(Domains.Status, (int)caller, 0, DomainStatus.Dying);
                Trace.Add($"domain {caller} is dying");
                return null;
            default:
                return null;
        }
    }
}
