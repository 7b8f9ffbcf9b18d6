namespace Verified.Spec;

/// <summary>
/// A field of a table of the hypervisor's state: the name by which the kernel's own tables have it, the width of an
/// entry and what its indices count. Without indices it is a single word.
/// </summary>
public sealed class Field
{
    internal Field(string path, int width, params Dimension[] dimensions) =>
        (Path, Width, Dimensions) = (path, width, dimensions);

    /// <summary>The path from the kernel's State, such as <c>Ports.RemoteDomain</c>.</summary>
    public string Path { get; }

    /// <summary>The width of an entry in bits: 8, 16, 32 or 64.</summary>
    public int Width { get; }

    /// <summary>What the indices count, none to two of them.</summary>
    public IReadOnlyList<Dimension> Dimensions { get; }

    /// <summary>What the bits of an entry stand for, where each is a fact of its own about one of these.</summary>
    public Dimension? BitsOf { get; internal init; }

    /// <summary>Its place among <see cref="Fields.All"/>.</summary>
    internal int Number { get; set; }

    /// <inheritdoc/>
    public override string ToString() => Path;
}
