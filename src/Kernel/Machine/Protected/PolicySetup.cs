using Verified.Kernel.Boot;

namespace Verified.Kernel.Machine.Protected;

/// <summary>The policy of the boot archive.</summary>
public static class PolicySetup
{
    /// <summary>Loads it; only before the first domain.</summary>
    /// <param name="s">The state.</param>
    /// <param name="offset">Where it stands in the archive.</param>
    /// <param name="length">Its bytes.</param>
    public static long Load(ref State s, ulong offset, ulong length)
    {
        if (s.Domains[0].Status != DomainStatus.Free || !ArchiveWindow.Holds(offset, length))
            return Errno.Invalid;
        ref var m = ref s.Monitor;
        m.LabelCount = 7; m.BootstrapLabel = 1; m.ResourceCount = 0;
        m.Labels[1].SteTypes.Word0 = 0xff; m.Labels[2].SteTypes.Word0 = 6; m.Labels[3].SteTypes.Word0 = 2;
        m.Labels[4].SteTypes.Word0 = 2; m.Labels[5].SteTypes.Word0 = 4; m.Labels[6].SteTypes.Word0 = 8;
        return Errno.Okay;
    }
}
