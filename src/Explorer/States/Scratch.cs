using System.Runtime.InteropServices;
using Verified.Explorer.Configurations;

namespace Verified.Explorer.States;

/// <summary>One thread's kernel: a state is unpacked into it, steps are made, and each is taken back.</summary>
internal sealed class Scratch
{
    private readonly Configuration _configuration;
    private readonly RowTable[] _rows;
    private readonly byte[] _before = new byte[StateLayout.Size];
    private readonly ulong[] _wordsBefore = new ulong[Limits.Domains * GuestWords.Count];
    private readonly ulong[] _words = new ulong[Limits.Domains * GuestWords.Count];
    private readonly byte[] _row = new byte[Groups.Lengths.Max()];
    private readonly int[] _numbers = new int[Groups.Count];
    private readonly FrameNames _names = new();
    private bool _hasBefore;

    private static ReadOnlySpan<ulong> NoWords => _noWords;

    private static readonly ulong[] _noWords = new ulong[GuestWords.Count];

    public Scratch(RowTable[] rows, Configuration configuration)
    {
        (_rows, _configuration, Host) = (rows, configuration, Boot.Start(configuration));
    }

    /// <summary>Whether states that differ in nothing that matters are taken for the same; a test may say no.</summary>
    public bool Reduces { get; init; } = true;

    /// <summary>The kernel.</summary>
    public Host Host { get; }

    /// <summary>The bytes of the state that was unpacked.</summary>
    public ReadOnlySpan<byte> Before => _before;

    /// <summary>Makes the kernel's state the one of a record.</summary>
    public void Unpack(ReadOnlySpan<byte> record)
    {
        ClearPages();
        MemoryMarshal.Cast<byte, int>(record).CopyTo(_numbers);
        Span<byte> bytes = Host.Bytes;
        for (int group = 0; group < Groups.Count; group++)
        {
            ReadOnlySpan<byte> row = _rows[group][_numbers[group]];
            foreach (Piece piece in Groups.Pieces[group])
            {
                row[..piece.Length].CopyTo(bytes[piece.Offset..]);
                row = row[piece.Length..];
            }

            if (group < Limits.Domains)
                MemoryMarshal.Cast<byte, ulong>(row).CopyTo(Words(_wordsBefore, group));
        }

        Put();
        ClearStatistics();
        bytes.CopyTo(_before);
        _hasBefore = true;
    }

    /// <summary>Whether the state is still the one that was unpacked, what the specification does not know aside.</summary>
    public bool IsUnchanged()
    {
        Take();
        if (!_words.AsSpan().SequenceEqual(_wordsBefore)) return false;
        ClearStatistics();
        return Host.Bytes.SequenceEqual(_before);
    }

    // What a step may change though it fails (hypercalls: the rules that keep the state provable).
    private void ClearStatistics()
    {
        Host.State.Log = default;
        Host.State.Runstates = default;
        Host.State.Woken = 0;
        for (int d = 0; d < Limits.Domains; d++)
            (Host.State.Domains[d].Denials, Host.State.Domains[d].LogAllowance) = (0, 0);
    }

    /// <summary>The record of the kernel's state, its frames renamed; false if it is beyond the bound on things.</summary>
    public bool TryPack(Span<byte> record)
    {
        Take();
        if (_configuration.AtOnce is { } most && Things.InUse(ref Host.State, _words) > most) return false;
        ClearPages();
        ClearStatistics();
        if (Reduces)
        {
            DeadValues.Clear(ref Host.State);
            _names.Apply(ref Host.State);
        }

        Span<int> numbers = MemoryMarshal.Cast<byte, int>(record);
        Span<byte> bytes = Host.Bytes;
        for (int group = 0; group < Groups.Count; group++)
        {
            if (IsAsBefore(group))
            {
                numbers[group] = _numbers[group];
                continue;
            }

            Span<byte> row = _row.AsSpan(0, Groups.Lengths[group]);
            Span<byte> rest = row;
            foreach (Piece piece in Groups.Pieces[group])
            {
                bytes.Slice(piece.Offset, piece.Length).CopyTo(rest);
                rest = rest[piece.Length..];
            }

            if (group < Limits.Domains) MemoryMarshal.AsBytes(Words(_words, group)).CopyTo(rest);
            numbers[group] = _rows[group].NumberOf(row);
        }

        return true;
    }

    // Before the first state is unpacked, no number is one.
    private bool IsAsBefore(int group)
    {
        if (!_hasBefore) return false;
        Span<byte> bytes = Host.Bytes;
        foreach (Piece piece in Groups.Pieces[group])
        {
            if (!bytes.Slice(piece.Offset, piece.Length).SequenceEqual(_before.AsSpan(piece.Offset, piece.Length)))
                return false;
        }

        return group >= Limits.Domains || Words(_words, group).SequenceEqual(Words(_wordsBefore, group));
    }

    /// <summary>Clears what guests keep in their RAM, which is no part of a state.</summary>
    public void ClearContents()
    {
        Take();
        Host.Memory.AsSpan().Clear();
        for (int d = 0; d < Limits.Domains; d++) GuestWords.Put(Host, d, Words(_words, d));
    }

    /// <summary>Makes the state the one that was unpacked again.</summary>
    public void Undo()
    {
        ClearPages();
        _before.CopyTo(Host.Bytes);
        Put();
    }

    private void Take()
    {
        for (int d = 0; d < Limits.Domains; d++)
        {
            Span<ulong> words = Words(_words, d);
            GuestWords.Take(Host, d, words);
            if (!_configuration.KeepsEvents) words[..(GuestWords.EventWords - 1)].Clear();
        }
    }

    private void Put()
    {
        for (int d = 0; d < Limits.Domains; d++) GuestWords.Put(Host, d, Words(_wordsBefore, d));
    }

    // The pages of the state that stands in the kernel now; another state may use the frames for something else.
    private void ClearPages()
    {
        for (int d = 0; d < Limits.Domains; d++) GuestWords.Put(Host, d, NoWords);
    }

    private static Span<ulong> Words(ulong[] words, int domain) =>
        words.AsSpan(domain * GuestWords.Count, GuestWords.Count);
}
