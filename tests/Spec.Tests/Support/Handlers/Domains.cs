using Verified.Kernel;

namespace Verified.Tests;

internal static partial class Handlers
{
    private static Dictionary<string, Handler> Domains => new()
    {
        ["create_domain"] = (ref s, a, _) =>
            DomainControl.CreateDomain(ref s, (uint)a[0], (uint)a[1], (uint)a[2], (uint)a[3]),
    };
}
