namespace Verified.Verifier.Policies.Xml;

/// <summary>
/// Bounds what the XML parser must take in one piece. Its work grows with the square of the attributes of a tag, and no
/// setting of it limits them.
/// </summary>
internal static class TagBound
{
    /// <summary>Far above any tag, text or comment of a policy; the parser's work on so much is milliseconds.</summary>
    private const int MaxBytes = 128 << 10;

    /// <summary>Refuses a text with too many bytes between one opening bracket and the next.</summary>
    /// <exception cref="InputException">There is such a stretch.</exception>
    public static void Require(ReadOnlySpan<byte> bytes, string file)
    {
        // Only an opening bracket surely begins something new: an attribute's value may contain closing ones.
        int start = 0;
        while (start < bytes.Length)
        {
            int length = bytes[start..].IndexOf((byte)'<');
            if ((length < 0 ? bytes.Length - start : length) > MaxBytes)
            {
                Place place = new(file, 1 + bytes[..start].Count((byte)'\n'));
                throw new InputException(place, $"more than {MaxBytes} bytes without a tag's beginning",
                    "shorten the tag or text");
            }

            if (length < 0)
                return;
            start += length + 1;
        }
    }
}
