using System.Numerics;

namespace Verified.Symbolic.Memory;

/// <summary>A part of a memory layout.</summary>
/// <param name="Size">Bytes.</param>
public abstract record LayoutNode(ulong Size);

/// <summary>A word in memory.</summary>
/// <param name="Width">Bits: 8, 16, 32 or 64.</param>
public sealed record LayoutPrimitive(int Width) : LayoutNode((ulong)Width / 8);

/// <summary>Equal parts one after the other.</summary>
public sealed record LayoutArray : LayoutNode
{
    /// <summary>An array.</summary>
    /// <param name="element">What each entry is.</param>
    /// <param name="count">Entries, a power of two.</param>
    /// <param name="stride">Bytes from one entry to the next; the element's size unless given.</param>
    public LayoutArray(LayoutNode element, int count, ulong stride = 0)
        : base((ulong)count * (stride == 0 ? element?.Size ?? 0 : stride))
    {
        ArgumentNullException.ThrowIfNull(element);
        if (!BitOperations.IsPow2(count))
            throw new ArgumentException($"an array of {count} entries: not a power of two", nameof(count));
        Element = element;
        Count = count;
        Stride = stride == 0 ? element.Size : stride;
        if (Stride < element.Size)
            throw new ArgumentException($"entries of {element.Size} bytes every {Stride}", nameof(stride));
    }

    /// <summary>What each entry is.</summary>
    public LayoutNode Element { get; }

    /// <summary>Number of entries.</summary>
    public int Count { get; }

    /// <summary>Bytes from one entry to the next.</summary>
    public ulong Stride { get; }
}

/// <summary>A member of a structure.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Offset">Bytes from the structure's start.</param>
/// <param name="Node">What it is.</param>
public sealed record LayoutMember(string Name, ulong Offset, LayoutNode Node);

/// <summary>Named parts at offsets.</summary>
public sealed record LayoutStruct : LayoutNode
{
    /// <summary>A structure.</summary>
    /// <param name="size">Bytes, padding at the end included.</param>
    /// <param name="members">Members in the order of their offsets, not overlapping.</param>
    public LayoutStruct(ulong size, IReadOnlyList<LayoutMember> members)
        : base(size)
    {
        ArgumentNullException.ThrowIfNull(members);
        ulong end = 0;
        foreach (LayoutMember member in members)
        {
            if (member.Offset < end || member.Offset + member.Node.Size > size)
                throw new ArgumentException($"member {member.Name} overlaps another or the structure's end", nameof(members));
            end = member.Offset + member.Node.Size;
        }
        Members = members;
    }

    /// <summary>The members in the order of their offsets.</summary>
    public IReadOnlyList<LayoutMember> Members { get; }
}
