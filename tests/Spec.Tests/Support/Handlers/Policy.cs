using Verified.Kernel;

namespace Verified.Tests;

internal static partial class Handlers
{
    private static Dictionary<string, Handler> Policy => new()
    {
        ["getdecision"] = (ref s, a, o) =>
        {
            long result = Decision.GetDecision(
                ref s, (uint)a[0], (uint)a[1], (uint)a[2], (uint)a[3], (uint)a[4], (uint)a[5], out uint decision);
            o[0] = decision;
            return result;
        },
    };
}
