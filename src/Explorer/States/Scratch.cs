using System.Runtime.InteropServices;
using Verified.Explorer.Configurations;
using Verified.Kernel;

namespace Verified.Explorer.States;

/// <summary>One thread's kernel: a state is unpacked into it, steps are made, and each is taken back.</summary>
internal sealed class Scratch
{
    /// <summary>
    /// What states say of the id that is next, where a step that makes a domain says it itself (Step.Next).
    /// </summary>
    public const uint AnyId = 1;

    private const uint AllGroups = (1u << Groups.Count) - 1;

    private static readonly Piece Monitor = StateLayout.Pieces.Single(piece => piece.IsMonitor);
    private static readonly int NextAt = StateLayout.MemberOf(nameof(State.NextDomain)).Offset;

    private readonly Configuration _configuration;
    private readonly RowTable[] _rows;
    private readonly byte[] _before = GC.AllocateArray<byte>(StateLayout.Size, pinned: true);
    private readonly ulong[] _wordsBefore = new ulong[Limits.Domains * GuestWords.Count];
    private readonly ulong[] _words = new ulong[Limits.Domains * GuestWords.Count];
    private readonly int[] _compared;
    private readonly int[] _wordsAt = new int[Limits.Domains * GuestWords.Count];
    private readonly byte[] _row = new byte[Groups.Lengths.Max()];
    private readonly int[] _numbers = new int[Groups.Count];
    private readonly FrameNames _names = new();
    private readonly Symmetry? _symmetry;
    private readonly KnownNames? _known;
    private bool _comparesAll;
    private bool _hasBefore;
    private bool _arePagesClear;

    private static readonly ulong[] NoWords = new ulong[GuestWords.Count];

    /// <summary>A kernel in the state in which everything starts.</summary>
    /// <param name="rows">The rows of records, shared with other threads.</param>
    /// <param name="configuration">What is explored.</param>
    /// <param name="reduces">Whether states that differ in nothing that matters are taken for the same.</param>
    public Scratch(RowTable[] rows, Configuration configuration, bool reduces)
    {
        (_rows, _configuration, Reduces, Host) = (rows, configuration, reduces, Boot.Start(configuration));
        _compared = [.. Enumerable.Range(0, _words.Length).Where(i => configuration.KeepsEvents || !IsEvent(i))];
        if (!reduces) return;
        _known = new(15);
        if (configuration.MergesDomains) _symmetry = new(Steps.Values.Ids(configuration).Length);
    }

    /// <summary>Whether states that differ in nothing that matters are taken for the same.</summary>
    public bool Reduces { get; }

    /// <summary>The kernel.</summary>
    public Host Host { get; }

    /// <summary>The bytes of the state that was unpacked.</summary>
    public ReadOnlySpan<byte> Before => _before;

    /// <summary>The numbers of the rows of the state that was unpacked.</summary>
    public ReadOnlySpan<int> Numbers => _numbers;

    /// <summary>The rows of a part of records.</summary>
    public RowTable Rows(int group) => _rows[group];

    /// <summary>Where the kernel's state differs from the one of these rows; null if it does not.</summary>
    public string? WhatDiffersFrom(ReadOnlySpan<int> rows)
    {
        Take();
        for (int group = 0; group < Groups.Count; group++)
            if (!RowOf(group).SequenceEqual(_rows[group][rows[group]])) return $"part {group} of the state is another one";
        return null;
    }

    /// <summary>Makes the kernel's state the one of a record.</summary>
    public void Unpack(ReadOnlySpan<byte> record)
    {
        ClearPages();
        MemoryMarshal.Cast<byte, int>(record).CopyTo(_numbers);
        Span<byte> bytes = Host.Bytes;
        for (int group = 0; group < Groups.Count; group++) UnpackRow(group, _numbers[group], _wordsBefore);

        Put();
        for (int i = 0; i < _wordsAt.Length; i++)
        {
            (uint frame, int offset) = GuestWords.PlaceOf(Host, i / GuestWords.Count, i % GuestWords.Count);
            _wordsAt[i] = (int)frame * Host.FrameBytes + offset;
        }

        Host.State.Log = default;
        Host.State.Runstates = default;
        Host.State.Woken = 0;
        ClearStatistics();
        bytes.CopyTo(_before);
        _hasBefore = true;
    }

    private void UnpackRow(int group, int number, ulong[] words)
    {
        Span<byte> bytes = Host.Bytes;
        ReadOnlySpan<byte> row = _rows[group][number];
        foreach (Piece piece in Groups.Pieces[group])
        {
            row[..piece.Length].CopyTo(bytes[piece.Offset..]);
            row = row[piece.Length..];
        }

        if (group < Limits.Domains)
            MemoryMarshal.Cast<byte, ulong>(row)[..GuestWords.Count].CopyTo(Words(words, group));
    }

    /// <summary>
    /// The record of another state than the one that was unpacked, told by the numbers of its rows; false if it is beyond
    /// the bound on things. The kernel stands in the state that was unpacked before and afterwards.
    /// </summary>
    public bool TryName(ReadOnlySpan<int> numbers, Span<int> named)
    {
        _wordsBefore.CopyTo(_words, 0);
        for (int group = 0; group < Groups.Count; group++)
            if (numbers[group] != _numbers[group]) UnpackRow(group, numbers[group], _words);

        bool isWithin = IsWithinBound();
        if (isWithin) Name(numbers, named);
        _before.CopyTo(Host.Bytes);
        return isWithin;
    }

    private void Name(ReadOnlySpan<int> numbers, Span<int> named)
    {
        if (!Reduces)
        {
            numbers.CopyTo(named);
            return;
        }

        ForgetWhatDoesNotMatter();
        if (_symmetry is not null) _symmetry.Apply(Host, _words, _names);
        else _names.Apply(ref Host.State);
        Pack(named, AllGroups);
    }

    private bool IsWithinBound() =>
        _configuration.AtOnce is not { } most || Things.InUse(ref Host.State, _words) <= most;

    private void ForgetWhatDoesNotMatter()
    {
        DeadValues.Clear(ref Host.State);
        if (_symmetry is not null) Host.State.NextDomain = AnyId;
        if (!_configuration.KeepsDecisions) RememberedDecisions.Fill(ref Host.State);
    }

    /// <summary>
    /// The rows that a step changed, before and after it, once everything is compared (<see cref="CompareAll"/>).
    /// Null when it changed something that it did not touch, so that it is not known when it would do so again.
    /// </summary>
    public IReadOnlyList<(int Group, byte[] Before, byte[] After)>? WhatRowsChanged(Touched touched)
    {
        if (!IsTouched(touched)) return null;
        Take();
        List<(int, byte[], byte[])> rows = [];
        for (int group = 0; group < Groups.Count; group++)
        {
            ReadOnlySpan<byte> before = _rows[group][_numbers[group]];
            Span<byte> after = RowOf(group);
            if (!after.SequenceEqual(before)) rows.Add((group, before.ToArray(), after.ToArray()));
        }

        return rows;
    }

    private bool WasAlive(int d) =>
        System.Runtime.CompilerServices.Unsafe.As<byte, State>(ref _before[0]).Domains[d].Status != DomainStatus.Free;

    private bool IsTouched(Touched touched)
    {
        ReadOnlySpan<ulong> now = MemoryMarshal.Cast<byte, ulong>(Host.Bytes), before = MemoryMarshal.Cast<byte, ulong>(_before);
        for (int cell = 0; cell < now.Length; cell++)
            if (now[cell] != before[cell] && !Regions.IsLeftCell[cell] && !touched.HasState(cell)) return false;

        for (int d = 0; d < Limits.Domains; d++)
        {
            bool isInPlace = IsInPlace(d);
            for (int i = 0; i < GuestWords.Count; i++)
            {
                int word = d * GuestWords.Count + i, at = _wordsAt[word];
                if (!_configuration.KeepsEvents && IsEvent(i)) continue;
                if (isInPlace && WordAt(word) == _wordsBefore[word]) continue;

                // What was a domain's word, and what is one now, was there before if the step did not write it.
                if (isInPlace && !touched.HasMemory(at)) return false;
                if (WasAlive(d)) touched.AddMemory((long)at, sizeof(ulong));
                (uint frame, int offset) = GuestWords.PlaceOf(Host, d, i);
                if (Host.State.Domains[d].Status != DomainStatus.Free)
                    touched.AddMemory(frame * (long)Host.FrameBytes + offset, sizeof(ulong));
            }
        }

        return true;
    }

    /// <summary>
    /// Whether the step changed anything of the monitor's or which domains there are: else what is remembered would be
    /// given now if it would have been before the step.
    /// </summary>
    public bool MayBeStale()
    {
        ref State before = ref System.Runtime.CompilerServices.Unsafe.As<byte, State>(ref _before[0]);
        for (int d = 0; d < Limits.Domains; d++)
            if (Host.State.Domains[d].Status != before.Domains[d].Status) return true;
        return !Host.Bytes.Slice(Monitor.Offset, Monitor.Length).SequenceEqual(_before.AsSpan(Monitor.Offset, Monitor.Length));
    }

    /// <summary>The step that was made is forgotten by what is no part of a state.</summary>
    public void ClearLog()
    {
        Host.State.Log = default;
        Host.State.Runstates = default;
        Host.State.Woken = 0;
    }

    /// <summary>
    /// Which parts of a record differ from the state that was unpacked, one bit each; 0 when it is still that one.
    /// What the specification does not know is no difference, nor what seldom changes (see <see cref="IsRestAsBefore"/>).
    /// </summary>
    public uint WhatChanged()
    {
        ClearStatistics();
        uint changed = WhatDiffers();
        return changed != 0 ? changed : WhatWordsDiffer();
    }

    /// <summary>Whether even what seldom changes is as it was.</summary>
    public bool IsRestAsBefore()
    {
        if (_comparesAll) return true;
        foreach ((int offset, int length) in Regions.Seldom)
        {
            if (!Host.Bytes.Slice(offset, length).SequenceEqual(_before.AsSpan(offset, length))) return false;
        }

        return true;
    }

    /// <summary>Whether what is compared after every step is as in these bytes of a State.</summary>
    public bool IsAs(ReadOnlySpan<byte> state)
    {
        foreach ((int offset, int length) in Regions.Often)
            if (!Host.Bytes.Slice(offset, length).SequenceEqual(state.Slice(offset, length))) return false;
        return true;
    }

    /// <summary>From now on everything is compared after every step; what was packed is forgotten.</summary>
    public void CompareAll()
    {
        _comparesAll = true;
        _known?.Clear();
    }

    /// <summary>Whether the state that was packed last had been packed before, so that whoever asked knows it.</summary>
    public bool WasPacked { get; private set; }

    /// <summary>Guests take the events that came, where these are no part of a state; else nothing happens.</summary>
    public void TakeEvents()
    {
        if (_configuration.KeepsEvents) return;
        for (int d = 0; d < Limits.Domains; d++)
        {
            for (int i = 0; i < GuestWords.EventWords - 1; i++) WordAt(d * GuestWords.Count + i) = 0;
        }
    }

    /// <summary>The id that a new domain gets is this one, if it is free.</summary>
    public void Next(uint id)
    {
        Host.State.NextDomain = id;
        MemoryMarshal.Write(_before.AsSpan(NextAt), in id);
    }

    /// <summary>The record of the kernel's state, its frames renamed; false if it is beyond the bound on things.</summary>
    public bool TryPack(Span<byte> record)
    {
        Take();
        if (!IsWithinBound()) return false;
        ClearStatistics();
        if (!Reduces)
        {
            ClearPages();
            Host.State.Log = default;
            Host.State.Runstates = default;
            Host.State.Woken = 0;
            Pack(MemoryMarshal.Cast<byte, int>(record), AllGroups);
            return true;
        }

        ForgetWhatDoesNotMatter();
        PackNamed(MemoryMarshal.Cast<byte, int>(record));
        return true;
    }

    // A state under other names was mostly met before.
    private void PackNamed(Span<int> numbers)
    {
        Pack(numbers, _hasBefore ? WhatDiffers() | WhatPackedWordsDiffer() : AllGroups);
        WasPacked = _known!.TryFind(numbers, out ReadOnlySpan<int> named);
        if (WasPacked)
        {
            named.CopyTo(numbers);
            return;
        }

        // Other frames are the domains' pages from now on.
        ClearPages();
        _arePagesClear = true;
        Span<int> met = stackalloc int[Groups.Count];
        numbers.CopyTo(met);
        if (_symmetry is not null) _symmetry.Apply(Host, _words, _names);
        else _names.Apply(ref Host.State);
        Pack(numbers, AllGroups);
        _known.Add(met, numbers);
    }

    private void Pack(Span<int> numbers, uint groups)
    {
        for (int group = 0; group < Groups.Count; group++)
        {
            numbers[group] = ((groups >> group) & 1) == 0 ? _numbers[group] : _rows[group].NumberOf(RowOf(group));
        }
    }

    // The row of a part of the kernel's state and of the words that were taken.
    private Span<byte> RowOf(int group)
    {
        Span<byte> bytes = Host.Bytes, row = _row.AsSpan(0, Groups.Lengths[group]), rest = row;
        foreach (Piece piece in Groups.Pieces[group])
        {
            bytes.Slice(piece.Offset, piece.Length).CopyTo(rest);
            rest = rest[piece.Length..];
        }

        if (group < Limits.Domains)
        {
            Span<byte> words = MemoryMarshal.AsBytes(Words(_words, group));
            words.CopyTo(rest);
            rest = rest[words.Length..];
        }

        rest.Clear();
        return row;
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
        bool isInPlace = !_arePagesClear && ArePagesInPlace();
        if (!isInPlace && !_arePagesClear) ClearPages();
        _before.CopyTo(Host.Bytes);
        if (isInPlace) for (int i = 0; i < _wordsAt.Length; i++) WordAt(i) = _wordsBefore[i];
        else Put();
        _arePagesClear = false;
    }

    // Whether every domain's pages are the frames that they were when the state was unpacked.
    private bool ArePagesInPlace()
    {
        for (int d = 0; d < Limits.Domains; d++)
            if (!IsInPlace(d)) return false;
        return true;
    }

    private bool IsInPlace(int d)
    {
        ref State before = ref System.Runtime.CompilerServices.Unsafe.As<byte, State>(ref _before[0]);
        ref State now = ref Host.State;
        ref Domain a = ref before.Domains[d], b = ref now.Domains[d];
        return (a.Status == DomainStatus.Free) == (b.Status == DomainStatus.Free) && a.SharedInfoFrame == b.SharedInfoFrame
            && a.GrantFrame == b.GrantFrame && before.Vcpus[d].InfoFrame == now.Vcpus[d].InfoFrame
            && before.Vcpus[d].InfoOffset == now.Vcpus[d].InfoOffset;
    }

    /// <summary>
    /// Clears what a step may change though it fails (hypercalls: the rules that keep the state provable), where it
    /// stands among what is compared.
    /// </summary>
    public void ClearStatistics()
    {
        for (int d = 0; d < Limits.Domains; d++)
            (Host.State.Domains[d].Denials, Host.State.Domains[d].LogAllowance) = (0, 0);
    }

    private uint WhatDiffers()
    {
        uint groups = 0;
        foreach ((int offset, int length) in Regions.Often) groups |= WhatDiffers(offset, length);
        if (!_comparesAll) return groups;
        foreach ((int offset, int length) in Regions.Seldom) groups |= WhatDiffers(offset, length);
        return groups;
    }

    private uint WhatDiffers(int offset, int length)
    {
        ReadOnlySpan<byte> now = Host.Bytes.Slice(offset, length), before = _before.AsSpan(offset, length);
        if (now.SequenceEqual(before)) return 0;
        ReadOnlySpan<ulong> a = MemoryMarshal.Cast<byte, ulong>(now), b = MemoryMarshal.Cast<byte, ulong>(before);
        uint groups = 0;
        for (int i = 0; i < a.Length; i++)
        {
            // What belongs to no part of a record is a difference all the same.
            if (a[i] != b[i]) groups |= Regions.GroupsOf[offset / Regions.Cell + i] | NoGroup;
        }

        return groups;
    }

    private const uint NoGroup = 1u << 31;

    private uint WhatWordsDiffer()
    {
        uint groups = 0;
        foreach (int i in _compared)
            if (WordAt(i) != _wordsBefore[i]) groups |= 1u << (i / GuestWords.Count);
        return groups;
    }

    private uint WhatPackedWordsDiffer()
    {
        uint groups = 0;
        for (int d = 0; d < Limits.Domains; d++)
            if (!Words(_words, d).SequenceEqual(Words(_wordsBefore, d))) groups |= 1u << d;
        return groups;
    }

    private static bool IsEvent(int word) => word % GuestWords.Count < GuestWords.EventWords - 1;

    // Where the word stood when the state was unpacked.
    private ref ulong WordAt(int word) =>
        ref System.Runtime.CompilerServices.Unsafe.As<byte, ulong>(ref Host.Memory[_wordsAt[word]]);

    private void Take()
    {
        if (_hasBefore && ArePagesInPlace())
        {
            for (int i = 0; i < _wordsAt.Length; i++) _words[i] = _configuration.KeepsEvents || !IsEvent(i) ? WordAt(i) : 0;
            return;
        }

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
