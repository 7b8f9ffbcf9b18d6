namespace Verified.Guests;

/// <summary>The pages of this domain through which others are filled and read, and what is done with bytes in them.</summary>
internal static unsafe class Pages
{
    /// <summary>Bytes of a page.</summary>
    internal const uint Size = 4096;

    /// <summary>Numbers of 8 bytes in a page.</summary>
    internal const uint Words = Size / 8;

    /// <summary>What goes into, or comes out of, a domain.</summary>
    internal static byte* Content => Grants.Page(0);

    /// <summary>A list of guest frame numbers.</summary>
    internal static ulong* List => (ulong*)Grants.Page(1);

    /// <summary>A vCPU's registers.</summary>
    internal static byte* Context => Grants.Page(2);

    /// <summary>Clears a page.</summary>
    internal static void Clear(byte* page)
    {
        for (uint i = 0; i < Words; i++)
            ((ulong*)page)[i] = 0;
    }

    /// <summary>Whether a page is clear.</summary>
    internal static bool IsClear(byte* page)
    {
        ulong all = 0;
        for (uint i = 0; i < Words; i++)
            all |= ((ulong*)page)[i];
        return all == 0;
    }
}
