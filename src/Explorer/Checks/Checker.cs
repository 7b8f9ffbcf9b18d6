using Verified.Explorer.States;
using Verified.Logic;
using Verified.Spec;

namespace Verified.Explorer.Checks;

/// <summary>
/// Compares the real kernel with the specification, step by step, and a state with the invariant. Each difference is
/// one line.
/// </summary>
internal sealed class Checker
{
    private static readonly Specification Spec = new(Sizes.Tiny);
    private static readonly Dictionary<string, Specification.Operation> Operations =
        Spec.Operations.ToDictionary(operation => operation.Name);

    private static readonly (Specification.Part Part, Word[][] At)[] Sentences =
        [.. Spec.Invariant.Concat(Spec.Claims).Select(part => (part, Tuples(part.Indices)))];

    private static readonly (Specification.Count Count, Word[][] Keys, Word[][] Counted)[] Counts =
        [.. Spec.Counts.Select(count => (count, Tuples(count.Keys), Tuples(count.Counted)))];

    private static readonly Place[] Places = [.. Fields.All.Select(StateLayout.Of)];

    // For every field, the pieces of the state in which it stands.
    private static readonly int[][] PiecesOf =
        [.. Fields.All.Select(field => Enumerable.Range(0, StateLayout.Pieces.Count)
            .Where(i => StateLayout.Overlaps(StateLayout.Of(field), StateLayout.Pieces[i])).ToArray())];

    private readonly Scratch _scratch;
    private readonly Host _host;
    private readonly SpecifiedMemory _memory;
    private readonly bool[] _differs = new bool[StateLayout.Pieces.Count];
    private readonly (uint Frame, int Offset, ulong Value)[] _words =
        new (uint, int, ulong)[Limits.Domains * GuestWords.Count];

    private Specification.SystemState? _first;
    private Specification.SystemState? _before;
    private Specification.Outcome? _specified;
    private string _name = "";

    // What the specification said of such calls before, and what it says of the one that is being made.
    private readonly LearntCalls? _learntCalls;
    private readonly LearntSentences? _learntSentences;
    private readonly byte[] _expected = new byte[StateLayout.Size];
    private Answer? _answer;
    private readonly Touched? _touched;
    private Answer? _toTouch;
    private bool _isElsewhere;

    /// <summary>A checker of a kernel.</summary>
    /// <param name="scratch">The kernel.</param>
    /// <param name="learns">Whether what the specification said once is not asked again.</param>
    /// <param name="touched">Told of what the comparison of a step depends on; null for nobody.</param>
    public Checker(Scratch scratch, bool learns, Touched? touched)
    {
        _touched = touched;
        (_scratch, _host, _memory) = (scratch, scratch.Host, new(scratch.Host));
        if (!learns) return;
        var scalars = new Scalars();
        var recording = new Recording(_host);
        (_learntCalls, _learntSentences) = (new(_host, scalars, recording), new(_host, scalars, recording));
    }

    /// <summary>The kernel stands in the state that was unpacked last.</summary>
    /// <param name="isAnother">Whether that was another one before.</param>
    public void Begin(bool isAnother)
    {
        if (isAnother) _first = null;
        (_before, _isElsewhere) = (null, false);
    }

    /// <summary>The call that was compared has been made: the next one comes after it.</summary>
    public void Proceed() => (_before, _isElsewhere) = (_answer is null ? _specified!.Next : null, true);

    /// <summary>The first sentence of the invariant, claim or count that does not hold in the state; null if all do.</summary>
    public Wrong? WhatFails()
    {
        if (_learntSentences?.Hold() == true) return null;
        Specification.SystemState state = Before();
        foreach ((Specification.Part part, Word[][] tuples) in Sentences)
        {
            foreach (Word[] at in tuples)
            {
                Bit holds = part.Holds(state, at);
                if (!holds.IsSpecified || !holds.Value) return new("invariant", $"'{part.Name}' fails at {Text(at)}");
            }
        }

        foreach ((Specification.Count count, Word[][] keys, Word[][] counted) in Counts)
        {
            foreach (Word[] key in keys)
            {
                ulong number = 0;
                foreach (Word[] at in counted)
                {
                    Word counts = count.Counts(state, key, at);
                    number += counts.IsSpecified ? counts.Value : 1;
                }

                if (count.Number(state, key).Value != number) return new("invariant", $"'{count.Name}' fails at {Text(key)}");
            }
        }

        return null;
    }

    /// <summary>Asks the specification what a call comes to, before it is made.</summary>
    /// <exception cref="InvalidOperationException">Whoever makes the call may not: the table of steps is wrong.</exception>
    public void Specify(string name, ulong[] arguments)
    {
        _name = name;
        KeepWords();
        _toTouch = _answer = _learntCalls?.Find(name, arguments, _touched);
        if (_answer is not null)
        {
            if (_isElsewhere) _host.Bytes.CopyTo(_expected);
            return;
        }

        Specification.Operation operation = Operations[name];
        Word[] words = [.. arguments.Select(a => Word.Constant(a, 64))];
        Specification.SystemState before = Before();
        if (!operation.Requires(before, words).Value)
            throw new InvalidOperationException($"{name}({string.Join(", ", arguments)}) may not be made here");

        _memory.Clear();
        _specified = operation.Run(before, words, _memory);
        _toTouch = _learntCalls?.Learn(name, arguments, (long)_specified.Result.Value, _touched);
    }

    private void KeepWords()
    {
        for (int i = 0; i < _words.Length; i++)
        {
            (uint frame, int offset) = GuestWords.PlaceOf(_host, i / GuestWords.Count, i % GuestWords.Count);
            _words[i] = (frame, offset, _host.Word(frame, offset));
        }
    }

    /// <summary>The first difference between the call that was made and what was specified; null if there is none.</summary>
    /// <param name="result">The handler's result.</param>
    /// <param name="outputs">What else it said.</param>
    /// <param name="isUnchanged">Whether the kernel's state is as it was.</param>
    public Wrong? Compare(long result, ulong[] outputs, bool isUnchanged)
    {
        Touch();
        return (_answer is null ? Difference(result, outputs, isUnchanged) : DifferenceToAnswer(_answer, result, outputs, isUnchanged))
            is { } difference
            ? new($"specification of {_name}", $"{_name}: {difference}")
            : null;
    }

    // What the specification changes, the step depends on too: elsewhere it might not be as it becomes.
    private void Touch()
    {
        if (_touched is null) return;
        if (_toTouch is null)
        {
            _touched.Spoil();
            return;
        }

        foreach ((int offset, int bytes, _) in _toTouch.Entries) _touched.AddState(offset, bytes);
        foreach ((uint frame, int offset, int bytes, _) in _toTouch.Writes)
            _touched.AddMemory(frame * (long)Host.FrameBytes + offset, bytes);
        foreach (uint frame in _toTouch.Zeros) _touched.AddMemory(frame * (long)Host.FrameBytes, Host.FrameBytes);
    }

    private string? Difference(long result, ulong[] outputs, bool isUnchanged)
    {
        Specification.Outcome specified = _specified!;
        long expected = (long)specified.Result.Value;
        if (result != expected) return $"result {result}, specified {expected}";
        for (int i = 0; i < specified.Outputs.Count && expected >= 0; i++)
        {
            if (specified.Outputs[i].Value != outputs[i])
                return $"output {i} is {outputs[i]}, specified {specified.Outputs[i].Value}";
        }

        return DifferenceOfMemory() ?? Differences(specified.Next, isUnchanged);
    }

    private string? DifferenceToAnswer(Answer answer, long result, ulong[] outputs, bool isUnchanged)
    {
        if (result != answer.Result) return $"result {result}, specified {answer.Result}";
        for (int i = 0; i < answer.Outputs.Length; i++)
            if (answer.Outputs[i] != outputs[i]) return $"output {i} is {outputs[i]}, specified {answer.Outputs[i]}";

        if (MemoryOfAnswer.Difference(_host, answer, _words) is { } difference) return difference;
        if (isUnchanged && answer.Entries.Length == 0) return null;
        if (!_isElsewhere) _scratch.Before.CopyTo(_expected);
        foreach ((int offset, int bytes, ulong value) in answer.Entries)
        {
            for (int i = 0; i < bytes; i++) _expected[offset + i] = (byte)(value >> (8 * i));
        }

        _scratch.ClearStatistics();
        return _scratch.IsAs(_expected) ? null : DifferenceToExpected();
    }

    // What belongs to no field of the specification may differ.
    private string? DifferenceToExpected()
    {
        for (int f = 0; f < Fields.All.Count; f++)
        {
            Place place = Places[f];
            for (int row = 0; row < place.Rows; row++)
            {
                for (int column = 0; column < place.Columns; column++)
                {
                    ReadOnlySpan<byte> now = _host.Bytes.Slice(place.At(row, column), place.Bytes);
                    ReadOnlySpan<byte> then = _expected.AsSpan(place.At(row, column), place.Bytes);
                    if (Regions.IsOften(place.At(row, column)) && !now.SequenceEqual(then))
                        return $"{Fields.All[f]}[{row}, {column}] is {Hex(now)}, specified {Hex(then)}";
                }
            }
        }

        return null;
    }

    private static string Hex(ReadOnlySpan<byte> number)
    {
        ulong value = 0;
        for (int i = number.Length - 1; i >= 0; i--) value = (value << 8) | number[i];
        return $"{value:x}";
    }

    private string? DifferenceOfMemory()
    {
        foreach ((uint frame, int offset, int bytes, ulong value) in _memory.Writes)
        {
            ulong actual = _host.Word(frame, offset & ~7) >> (8 * (offset & 7));
            ulong mask = bytes == 8 ? ulong.MaxValue : (1UL << (8 * bytes)) - 1;
            if (((actual ^ _memory.LastWritten(frame, offset, value)) & mask) != 0)
                return $"frame {frame} has {actual & mask:x} at {offset:x}, specified {value:x}";
        }

        foreach ((uint frame, int offset, ulong value) in _words)
        {
            ulong actual = _host.Word(frame, offset);
            if (actual != value && !_memory.Writes.Any(w => w.Frame == frame && w.Offset / 8 == offset / 8))
                return $"frame {frame} has {actual:x} at {offset:x}, which nothing was to change";
        }

        return null;
    }

    private string? Differences(Specification.SystemState specified, bool isUnchanged)
    {
        if (!isUnchanged) FindPiecesThatDiffer();
        for (int f = 0; f < Fields.All.Count; f++)
        {
            Field field = Fields.All[f];
            if (field.Dimensions.Count == 0)
            {
                if (specified.Word(field).Value != _host.Read(Places[f], 0, 0)) return Difference(field, specified, 0, 0);
                continue;
            }

            if (_first is not null && ReferenceEquals(specified.Table(field), _first.Table(field)) && (isUnchanged || IsAsFirst(f))) continue;
            Place place = Places[f];
            for (int row = 0; row < place.Rows; row++)
            {
                for (int column = 0; column < place.Columns; column++)
                {
                    if (Entry(field, specified, row, column).Value != _host.Read(place, row, column))
                        return Difference(field, specified, row, column);
                }
            }
        }

        return null;
    }

    private bool IsAsFirst(int field)
    {
        foreach (int piece in PiecesOf[field])
            if (_differs[piece]) return false;
        return true;
    }

    private void FindPiecesThatDiffer()
    {
        ReadOnlySpan<byte> bytes = _host.Bytes, before = _scratch.Before;
        for (int i = 0; i < _differs.Length; i++)
        {
            Piece piece = StateLayout.Pieces[i];
            _differs[i] = !bytes.Slice(piece.Offset, piece.Length)
                .SequenceEqual(before.Slice(piece.Offset, piece.Length));
        }
    }

    private string Difference(Field field, Specification.SystemState specified, int row, int column) =>
        $"{field}[{row}, {column}] is {_host.Read(field, row, column):x}, "
        + $"specified {(field.Dimensions.Count == 0 ? specified.Word(field) : Entry(field, specified, row, column)).Value:x}";

    private static Word Entry(Field field, Specification.SystemState state, int row, int column) =>
        field.Dimensions.Count == 1
            ? state.Table(field)[Index(row)]
            : state.Table(field)[Index(row), Index(column)];

    // In the middle of a sequence the kernel stands elsewhere than in the state that was unpacked.
    private Specification.SystemState Before() => _before ??= _isElsewhere ? Now() : _first ??= Now();

    private Specification.SystemState Now() => new(
        field =>
        {
            Place place = StateLayout.Of(field);
            var values = new ulong[place.Rows * place.Columns];
            for (int row = 0; row < place.Rows; row++)
            {
                for (int column = 0; column < place.Columns; column++)
                    values[row * place.Columns + column] = _host.Read(place, row, column);
            }

            return Table.Of(values, place.Rows, place.Columns, field.Width);
        },
        field => Word.Constant(_host.Read(field), field.Width));

    /// <summary>All indices of these dimensions.</summary>
    internal static Word[][] Tuples(IReadOnlyList<Dimension> dimensions)
    {
        IEnumerable<Word[]> all = [[]];
        foreach (Dimension dimension in dimensions)
        {
            all = all.SelectMany(t => Enumerable.Range(0, Sizes.Tiny.Of(dimension))
                .Select(i => (Word[])[.. t, Index(i)]));
        }

        return [.. all];
    }

    private static Word Index(int i) => Word.Constant((ulong)i, 64);

    private static string Text(Word[] at) => $"[{string.Join(", ", at.Select(w => w.Value))}]";
}
