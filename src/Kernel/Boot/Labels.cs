using System;
namespace Verified.Kernel.Boot;
internal static class Labels
{
    internal static bool TryFind(ReadOnlySpan<byte> name, out uint ssidref)
    {
        ssidref = 0;
        if (Text.Same(name, "SystemManagement"u8)) ssidref = 1;
        if (Text.Same(name, "VDiskServer"u8)) ssidref = 2;
        if (Text.Same(name, "OrderWeb"u8)) ssidref = 3;
        if (Text.Same(name, "OrderDatabase"u8)) ssidref = 4;
        if (Text.Same(name, "Advertising"u8)) ssidref = 5;
        if (Text.Same(name, "Computing"u8)) ssidref = 6;
        return ssidref != 0;
    }
}
