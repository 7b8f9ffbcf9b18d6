using System;

namespace Verified.Kernel.Boot;

/// <summary>Text as bytes.</summary>
public static class Text
{
    /// <summary>Whether two texts are the same.</summary>
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

    /// <summary>A number of up to eight hexadecimal digits.</summary>
    public static bool TryHex(ReadOnlySpan<byte> digits, out uint value)
    {
        value = 0;
        for (int i = 0; i < digits.Length; i++)
        {
            byte c = digits[i];
            uint digit;
            if (c >= '0' && c <= '9')
                digit = (uint)(c - '0');
            else if (c >= 'a' && c <= 'f')
                digit = (uint)(c - 'a' + 10);
            else if (c >= 'A' && c <= 'F')
                digit = (uint)(c - 'A' + 10);
            else
                return false;
            value = (value << 4) | digit;
        }

        return digits.Length is > 0 and <= 8;
    }

    /// <summary>A decimal number of up to nine digits.</summary>
    public static bool TryDecimal(ReadOnlySpan<byte> digits, out uint value)
    {
        value = 0;
        if (digits.Length is 0 or > 9)
            return false;
        for (int i = 0; i < digits.Length; i++)
        {
            if (digits[i] < '0' || digits[i] > '9')
                return false;
            value = (value * 10) + digits[i] - '0';
        }

        return true;
    }
}
