using Iced.Intel;

namespace Verified.Symbolic.ControlFlow;

/// <summary>
/// A function of an image: what stands from a symbol of code to the next one. Assembly's labels are functions of their
/// own; control may fall from one into the next.
/// </summary>
/// <param name="name">Its symbol; of several at one address the first in alphabetical order.</param>
/// <param name="address">Its first byte.</param>
/// <param name="end">The byte after its last: the next symbol, or the section's end.</param>
public sealed class CodeFunction(string name, ulong address, ulong end)
{
    private readonly SortedDictionary<ulong, Instruction> _instructions = [];

    /// <summary>Its symbol.</summary>
    public string Name { get; } = name;

    /// <summary>Its first byte.</summary>
    public ulong Address { get; } = address;

    /// <summary>The byte after its last.</summary>
    public ulong End { get; } = end;

    /// <summary>The instructions that were reached, by address.</summary>
    public IReadOnlyDictionary<ulong, Instruction> Instructions => _instructions;

    /// <summary>How many bytes those instructions take.</summary>
    public int Bytes => _instructions.Values.Sum(i => i.Length);

    /// <inheritdoc/>
    public override string ToString() => Name;

    internal void Add(in Instruction instruction) => _instructions[instruction.IP] = instruction;
}
