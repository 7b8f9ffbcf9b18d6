using System.Runtime.CompilerServices;

namespace Verified.Guests;

/// <summary>Room for the structure of a call, in words of 32 bits; 0 at first.</summary>
[InlineArray(36)]
internal struct Words
{
    private uint _word;

    /// <summary>The structure of up to four words.</summary>
    internal static Words Of(uint first, uint second = 0, uint third = 0, uint fourth = 0)
    {
        Words words = default;
        words[0] = first;
        words[1] = second;
        words[2] = third;
        words[3] = fourth;
        return words;
    }
}
