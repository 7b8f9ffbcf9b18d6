using System;
using Verified.Kernel.Boot;

namespace Verified.Guests;

/// <summary><c>create NAME LABEL IMAGE [KIB [ARGUMENT]]</c>.</summary>
internal static class CreateCommand
{
    internal static ReadOnlySpan<byte> Usage => "create NAME LABEL IMAGE [KIB [ARGUMENT...]]"u8;

    internal static void Run(ref Words words)
    {
    }
}
