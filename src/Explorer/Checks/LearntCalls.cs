using System.Runtime.CompilerServices;
using Verified.Explorer.States;
using Verified.Logic;
using Verified.Spec;
using Recorded = Verified.Spec.Specification<Verified.Logic.Bit, Verified.Logic.Word, Verified.Explorer.Checks.RecordingTable>;

namespace Verified.Explorer.Checks;

/// <summary>What the specification says of a call: everything that it changes.</summary>
internal sealed record Answer
{
    /// <summary>The result.</summary>
    public required long Result { get; init; }

    /// <summary>What else it says; empty after an error.</summary>
    public required ulong[] Outputs { get; init; }

    /// <summary>Entries of tables, by where they stand in the State.</summary>
    public required (int Offset, int Bytes, ulong Value)[] Entries { get; init; }

    /// <summary>Words of guest memory, after <see cref="Zeros"/>.</summary>
    public required (uint Frame, int Offset, int Bytes, ulong Value)[] Writes { get; init; }

    /// <summary>Frames that become clear.</summary>
    public required uint[] Zeros { get; init; }
}

/// <summary>
/// What the specification said of calls, by what it read for that (<see cref="AnswerTree{T}"/>): most calls are
/// answered without asking it again.
/// </summary>
internal sealed class LearntCalls
{
    private static readonly Dictionary<string, Recorded.Operation> Operations =
        Recording.Specification.Operations.ToDictionary(operation => operation.Name);

    private static readonly (Field Field, Place Place)[] All = [.. Fields.All.Select(field => (field, StateLayout.Of(field)))];

    private readonly Host _host;
    private readonly Scalars _scalars;
    private readonly Recording _recording;
    private readonly RecordedMemory _memory;

    private readonly Dictionary<Asked, List<AnswerTree<Answer>>> _trees = [];
    private AnswerTree<Answer>? _tree;

    public LearntCalls(Host host, Scalars scalars, Recording recording) =>
        (_host, _scalars, _recording, _memory) = (host, scalars, recording, new(recording.Recorder));

    /// <summary>What is known of a call in the state that the kernel stands in, or null.</summary>
    /// <param name="name">The operation.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="touched">Told of what the answer depends on; null for nobody.</param>
    public Answer? Find(string name, ulong[] arguments, Touched? touched)
    {
        var asked = new Asked(name, arguments);
        if (!_trees.TryGetValue(asked, out List<AnswerTree<Answer>>? trees)) _trees.Add(asked, trees = []);
        int number = _scalars.NumberOf(_host);
        while (trees.Count <= number) trees.Add(new());
        _tree = trees[number];
        return _tree.Find(_host, touched);
    }

    /// <summary>Learns what the specification says of the call that was looked for last.</summary>
    /// <param name="name">The operation.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="result">What its result is without recording.</param>
    /// <param name="touched">Told of what the answer depends on; null for nobody.</param>
    /// <returns>What it says; null where that is not learnt.</returns>
    public Answer? Learn(string name, ulong[] arguments, long result, Touched? touched)
    {
        if (!_recording.HasRoom) return null;
        Recorded.Operation operation = Operations[name];
        Word[] words = [.. arguments.Select(a => Word.Constant(a, 64))];
        _memory.Start();
        Recorded.SystemState before = _recording.Start();
        bool may = operation.Requires(before, words).Value;
        Recorded.Outcome outcome = operation.Run(before, words, _memory);
        if (!may || (long)outcome.Result.Value != result)
            throw new InvalidOperationException($"{name} is another one when it is recorded");
        if (AnswerOf(before, outcome) is not { } answer) return null;
        _recording.Learn(_tree!, answer);
        foreach ((long place, _) in _recording.Recorder.Reads) touched?.Add(place);
        return answer;
    }

    private Answer? AnswerOf(Recorded.SystemState before, Recorded.Outcome outcome)
    {
        if (_memory.IsBeyond) return null;
        long result = (long)outcome.Result.Value;
        List<(int, int, ulong)> entries = [];
        foreach ((Field field, Place place) in All)
        {
            if (field.Dimensions.Count == 0)
            {
                if (!outcome.Next.Word(field).Equals(before.Word(field)))
                    entries.Add((place.Offset, place.Bytes, outcome.Next.Word(field).Value));
                continue;
            }

            if (outcome.Next.Table(field).Changes is not { } changes) return null;
            foreach ((int cell, Word value) in changes)
            {
                int offset = place.At(cell / place.Columns, cell % place.Columns);
                if (!value.IsSpecified || !Regions.IsOften(offset)) return null;
                entries.Add((offset, place.Bytes, value.Value));
            }
        }

        return new()
        {
            Result = result,
            Outputs = result < 0 ? [] : [.. outcome.Outputs.Select(output => output.Value)],
            Entries = [.. entries],
            Writes = [.. _memory.Writes],
            Zeros = [.. _memory.Zeros],
        };
    }

    // The arrays of the arguments are the table's of steps, which has each of them once: they are compared by themselves.
    private readonly record struct Asked(string Name, ulong[] Arguments)
    {
        public bool Equals(Asked other) =>
            ReferenceEquals(Arguments, other.Arguments) && (ReferenceEquals(Name, other.Name) || Name == other.Name);

        public override int GetHashCode() => RuntimeHelpers.GetHashCode(Arguments) ^ Name.Length;
    }
}
