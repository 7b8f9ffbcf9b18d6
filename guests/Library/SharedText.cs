using System;

namespace Verified.Guests;

/// <summary>Text in a page that two domains share: a zero ends it. The other side may change it at any time.</summary>
public static unsafe class SharedText
{
    private const int Most = 80;

    /// <summary>Writes text to a page.</summary>
    public static void Write(byte* page, ReadOnlySpan<byte> text)
    {
        for (int i = 0; i < text.Length && i < Most; i++)
            System.Threading.Volatile.Write(ref page[i], text[i]);
        System.Threading.Volatile.Write(ref page[text.Length < Most ? text.Length : Most], (byte)0);
    }

    /// <summary>The text in a page, as it is now.</summary>
    public static ReadOnlySpan<byte> Read(byte* page)
    {
        int length = 0;
        while (length < Most && System.Threading.Volatile.Read(ref page[length]) != 0)
            length++;
        return new ReadOnlySpan<byte>(page, length);
    }

    /// <summary>Whether a text is another.</summary>
    public static bool Same(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        if (a.Length != b.Length)
            return false;
        for (int i = 0; i < a.Length; i++)
        {
            if (a[i] != b[i])
                return false;
        }

        return true;
    }
}
