using Verified.Symbolic.Elf;
using Verified.Symbolic.Terms;
using Verified.Symbolic.X86;

namespace Verified.Symbolic.Memory;

/// <summary>
/// The image's sections that nothing writes: their bytes are what the file says. A store cannot be lifted.
/// </summary>
public sealed class ReadOnlyData : MemoryPart
{
    private readonly ElfFile _elf;

    /// <summary>The read-only sections of an image.</summary>
    public ReadOnlyData(ElfFile elf)
    {
        _elf = elf ?? throw new ArgumentNullException(nameof(elf));
    }

    /// <inheritdoc/>
    public override bool Owns(ulong constant) => _elf.SectionAt(constant) is { IsWritable: false };

    /// <inheritdoc/>
    public override Term Load(MachineState state, Term address, int bytes)
    {
        ArgumentNullException.ThrowIfNull(state);
        LinearForm form = state.Store.Linear(address);
        if (form.Atoms.Count > 0)
            throw new LiftException(state.Rip, $"read-only data at an unknown offset: {address}");
        ReadOnlySpan<byte> data = _elf.Bytes((ulong)form.Constant, bytes);
        if (data.Length < bytes)
            throw new LiftException(state.Rip, $"read-only data ends inside {bytes} bytes at 0x{(ulong)form.Constant:x}");
        UInt128 value = 0;
        for (int i = bytes - 1; i >= 0; i--)
            value = (value << 8) | data[i];
        return state.Store.Constant(value, bytes * 8);
    }

    /// <inheritdoc/>
    public override void Store(MachineState state, Term address, Term value)
    {
        ArgumentNullException.ThrowIfNull(state);
        throw new LiftException(state.Rip, $"a store to read-only data at {address}");
    }

    /// <inheritdoc/>
    public override MemoryPart Fork() => this;

    /// <inheritdoc/>
    public override MemoryPart Merge(Term condition, MemoryPart other) => this;
}
