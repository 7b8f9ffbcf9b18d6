using System;
using Verified.Kernel.Boot;
using Verified.Monitor;

namespace Verified.Kernel.Machine.Protected;

/// <summary>The policy of the boot archive.</summary>
public static class PolicySetup
{
    /// <summary>Puts it in force; only before the first domain.</summary>
    /// <param name="s">The state.</param>
    /// <param name="offset">Where it stands in the archive.</param>
    /// <param name="length">Its bytes.</param>
    /// <returns>0, or one of <see cref="PolicyError"/>.</returns>
    public static long Load(ref State s, ulong offset, ulong length)
    {
        if (s.Domains[0].Status != DomainStatus.Free || !ArchiveWindow.Holds(offset, length))
            return PolicyError.Invalid;
        ReadOnlySpan<byte> file = ArchiveWindow.All.Slice((int)offset, (int)length);
        if (file.Length > Limits.PolicyBytes)
            return PolicyError.TooBig;
        long result = PolicyBinary.Load(ref s.Monitor, file);
        if (result == PolicyError.None)
            PolicyStore.Keep(ref s, file);
        return result;
    }
}
