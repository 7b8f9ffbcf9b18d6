using System.Runtime.CompilerServices;

namespace Verified.Guests;

/// <summary>XEN_DOMCTL_destroydomain (public/domctl.h).</summary>
internal static unsafe class Domctl
{
    private const ulong Number = 36;
    private const uint Version = 0x15;
    private const uint DestroyCommand = 2;
    private const long Again = -11;

    /// <summary>Destroys a domain; asks again as long as the hypervisor says so.</summary>
    internal static long Destroy(uint domain)
    {
        while (true)
        {
            Argument argument = default;
            argument.Head = DestroyCommand | ((ulong)Version << 32);
            argument.Domain = domain;
            long result = Xen.Call(Number, (ulong)&argument, 0, 0);
            if (result != Again)
                return result;
        }
    }

    private struct Argument
    {
        internal ulong Head;
        internal ulong Domain;
        internal Words Union;
    }

    [InlineArray(16)]
    private struct Words
    {
        private ulong _word;
    }
}
