using System.Runtime;
using Verified.Kernel.Machine;

namespace Verified.Kernel.Boot;

/// <summary>The rest of boot, as glue: everything that it changes, it changes through the gate.</summary>
internal static class KernelMain
{
    [RuntimeExport("kernel_main")]
    private static void Run()
    {
        BootArchive.Check();
        BootArchive.LoadPolicy();
        RunLoop.Run(BootDomains.Create());
    }
}
