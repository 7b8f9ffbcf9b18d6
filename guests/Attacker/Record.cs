using System.Runtime.CompilerServices;
using System.Threading;

namespace Verified.Guests;

/// <summary>A call and what came of it, as the host reads it out of the machine's memory: 16 words of 64 bits.</summary>
internal unsafe struct Record
{
    /// <summary>The time-stamp counter before the call.</summary>
    internal ulong Before;

    /// <summary>The time-stamp counter after it.</summary>
    internal ulong After;

    /// <summary>The number of the operation, one of <see cref="Deed"/>, and of <see cref="Wild"/> and <see cref="Narrow"/>.</summary>
    internal ulong Kind;

    /// <summary>What the operation's handler gave, as far as the guest can tell.</summary>
    internal long Result;

    /// <summary>The arguments, in the specification's order without the caller.</summary>
    internal Arguments Argument;

    /// <summary>What else the call said.</summary>
    internal Answers Output;

    /// <summary>The argument stood where there is no memory.</summary>
    internal const ulong Wild = 1UL << 32;

    /// <summary>The call was made by 32-bit code.</summary>
    internal const ulong Narrow = 1UL << 33;

    // 4 MiB: above the program, below the rest of the domain's memory.
    private const ulong Start = 4UL << 20;
    private const ulong Number = Start - 4096;

    /// <summary>The place of a record by number.</summary>
    internal static Record* At(uint number) => (Record*)(Start + (number * (ulong)sizeof(Record)));

    /// <summary>Says how many records there are.</summary>
    internal static void Count(ulong number) => Volatile.Write(ref *(ulong*)Number, number);

    /// <summary>Eight arguments.</summary>
    [InlineArray(9)]
    internal struct Arguments
    {
        private ulong _argument;
    }

    /// <summary>Three answers.</summary>
    [InlineArray(3)]
    internal struct Answers
    {
        private ulong _answer;
    }
}
