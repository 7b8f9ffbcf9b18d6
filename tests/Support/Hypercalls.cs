using System.Runtime.InteropServices;
using Verified.Kernel;

namespace Verified.Testing;

/// <summary>
/// Runs calls as a guest makes them: the structure of the public header in the guest's memory, the numbers in
/// registers, through the hypercall entry.
/// </summary>
/// <param name="machine">The machine.</param>
/// <param name="caller">The calling domain; its page tables are <see cref="GuestPages"/>.</param>
/// <param name="mode">Its mode.</param>
/// <param name="argument">The guest-virtual address for the structures.</param>
public sealed class Hypercalls(Machine machine, uint caller, CallerMode mode, ulong argument)
{
    private CallEffect _effect;

    /// <summary>What the last hypercall asked of the machine.</summary>
    public CallEffect Effect => _effect;

    /// <summary>The registers as the last hypercall left them.</summary>
    public HypercallRequest Request { get; private set; }

    /// <summary>The mode in which the next hypercall is made.</summary>
    public CallerMode Mode { get; set; } = mode;

    /// <summary>The time at which the next hypercalls are made, if they ask: not 0.</summary>
    public ulong Now { get; set; } = 1_000;

    /// <summary>Makes a hypercall with these registers.</summary>
    public long Raw(uint number, ulong first = 0, ulong second = 0, ulong third = 0)
    {
        HypercallRequest request = new()
        {
            Mode = Mode,
            Number = number,
            Argument1 = first,
            Argument2 = second,
            Argument3 = third,
        };
        _effect.Now = 0;
        long result = HypercallEntry.Call(ref machine.State, caller, ref request, ref _effect);
        if (_effect.Kind == EffectKind.Clock)
        {
            _effect.Now = Now;
            result = HypercallEntry.Call(ref machine.State, caller, ref request, ref _effect);
        }

        Request = request;
        return result;
    }

    /// <summary>event_channel_op with a structure of 32-bit words.</summary>
    public long EventChannelOp(uint command, params uint[] words)
    {
        Put(words);
        return Raw(HypercallNumber.EventChannelOp, command, argument);
    }

    /// <summary>grant_table_op with one element of 32-bit words.</summary>
    public long GrantTableOp(uint command, params uint[] words)
    {
        Put(words);
        return Raw(HypercallNumber.GrantTableOp, command, argument, 1);
    }

    /// <summary>Writes 32-bit words at the argument's address.</summary>
    public void Put(params uint[] words) => PutBytes(MemoryMarshal.AsBytes(words.AsSpan()));

    /// <summary>A 32-bit word of the structure, as the hypercall left it.</summary>
    public uint Word(uint index)
    {
        Span<byte> bytes = stackalloc byte[4];
        for (uint i = 0; i < 4; i++)
            bytes[(int)i] = At(argument + 4 * index + i);
        return MemoryMarshal.Read<uint>(bytes);
    }

    private void PutBytes(ReadOnlySpan<byte> bytes)
    {
        for (int i = 0; i < bytes.Length; i++)
            At(argument + (ulong)i) = bytes[i];
    }

    /// <summary>The byte that the guest sees at an address of the first 2 MiB.</summary>
    private ref byte At(ulong address)
    {
        ulong entry = GuestPages.Entry(machine, caller, GuestPages.Tables - 1, (uint)(address >> 12));
        return ref machine.Guest(caller, (uint)(entry >> 12) & 0xfffff)[(int)(address & 0xfff)];
    }
}
