using System.Runtime.CompilerServices;

namespace Verified.Kernel.Machine.Protected;

/// <summary>
/// Address space identifiers: AMD64 manual vol. 2, section 15.16. Domains share <see cref="Count"/> of them, so that
/// processors with few serve too; an identifier that last served another domain is flushed before it is used.
/// </summary>
public static class Asids
{
    /// <summary>Identifiers in use, 1 to this. A power of two.</summary>
    public const uint Count = 8;

    /// <summary>The identifier of a domain: never 0, which is the host's.</summary>
    public static uint Of(uint domain) => 1 + (domain & (Count - 1));
}

/// <summary>For each address space identifier, less 1, the domain that it last served, plus 1; 0 for none.</summary>
[InlineArray((int)Asids.Count)]
public struct AsidUsers
{
    private uint _domain;
}
