using Verified.Spec;

namespace Verified.Tests;

/// <summary>
/// Runs the real kernel and the specification side by side on the same calls. Whatever differs afterwards (result,
/// outputs, any entry of the state, any byte of guest memory) or does not hold any more is reported in one line.
/// </summary>
internal sealed class Oracle(
    KernelMachine machine, IReadOnlyDictionary<string, Handler> handlers, Action<string, long>? onCall = null)
{
    private static readonly Specification Spec = new(Sizes.Small);
    private static readonly Dictionary<string, Specification.Operation> Operations =
        Spec.Operations.ToDictionary(o => o.Name);

    private readonly ComputingMemory _memory = new((byte[])machine.Memory.Clone());

    public Oracle(KernelMachine machine)
        : this(machine, Handlers.All)
    {
    }

    public KernelMachine Machine => machine;

    /// <summary>The result of the last call.</summary>
    public long Result { get; private set; }

    /// <summary>Makes a call on both sides, if whoever makes it may; null when they agree and everything holds.</summary>
    public string? Call(string name, params ulong[] arguments)
    {
        Specification.Operation operation = Operations[name];
        Word[] words = [.. arguments.Select(a => Word.Constant(a, 64))];
        Specification.SystemState before = machine.Abstract();
        Result = 0;
        if (!operation.Requires(before, words).Value) return null;

        Specification.Outcome specified = operation.Run(before, words, _memory);
        var outputs = new ulong[3];
        uint denials = machine.Denials;
        Result = handlers[name](ref machine.State, arguments, outputs);
        onCall?.Invoke(name, Result);

        string? difference = DifferenceOfResults(specified, outputs)
            ?? DifferenceOfStates(specified.Next)
            ?? (_memory.Frames.AsSpan().SequenceEqual(machine.Memory) ? null : "guest memory differs")
            ?? (machine.Denials - denials == (IsDenial(name, before, words, outputs) ? 1U : 0)
                ? null
                : "a denial was not logged exactly once")
            ?? StaleTranslation(before, specified)
            ?? ForgottenFlush(before, specified);
        return difference is null ? null : $"{name}({string.Join(", ", arguments)}): {difference}";
    }

    /// <summary>Puts 8 bytes into guest memory on both sides, as a guest does.</summary>
    public void Store(uint frame, int offset, ulong value)
    {
        BitConverter.TryWriteBytes(machine.Memory.AsSpan((int)frame * KernelMachine.FrameBytes + offset), value);
        BitConverter.TryWriteBytes(_memory.Frames.AsSpan((int)frame * KernelMachine.FrameBytes + offset), value);
    }

    /// <summary>The first sentence of the invariant, claim or count that does not hold now; null when all do.</summary>
    public string? WhatFails() => WhatFails(machine.Abstract()) ?? FrameThatIsFreeButNotClear();

    /// <summary>Of these sentences of the invariant and the counts, those that do not hold.</summary>
    public static IEnumerable<string> Broken(Specification.SystemState state, IReadOnlySet<string> names) =>
        Spec.Invariant.Where(p => names.Contains(p.Name) && WhatFails(p, state) is not null).Select(p => p.Name)
            .Concat(Spec.Counts.Where(c => names.Contains(c.Name) && WhatFails(c, state) is not null).Select(c => c.Name))
            .ToList();

    private static string? WhatFails(Specification.SystemState state) =>
        Spec.Invariant.Concat(Spec.Claims).Select(p => WhatFails(p, state)).FirstOrDefault(f => f is not null)
        ?? Spec.Counts.Select(c => WhatFails(c, state)).FirstOrDefault(f => f is not null);

    // A sentence about an entry out of range is broken too: in a proof it could be anything.
    private static string? WhatFails(Specification.Part part, Specification.SystemState state)
    {
        foreach (Word[] at in Tuples(part.Indices))
        {
            Bit holds = part.Holds(state, at);
            if (!holds.IsSpecified || !holds.Value) return $"'{part.Name}' fails at {Text(at)}";
        }

        return null;
    }

    private static string? WhatFails(Specification.Count count, Specification.SystemState state)
    {
        foreach (Word[] key in Tuples(count.Keys))
        {
            ulong counted = 0;
            foreach (Word[] at in Tuples(count.Counted))
            {
                Word counts = count.Counts(state, key, at);
                counted += counts.IsSpecified ? counts.Value : 1;
            }

            if (count.Number(state, key).Value != counted) return $"'{count.Name}' fails at {Text(key)}";
        }

        return null;
    }

    // The specification says it by its effects: whatever frees a frame clears it.
    private string? FrameThatIsFreeButNotClear() => Enumerable.Range(0, Sizes.Small.Frames)
        .Where(frame => machine.Read(Frames.State, frame) == FrameState.Free
            && machine.Memory.AsSpan(frame * KernelMachine.FrameBytes, KernelMachine.FrameBytes).ContainsAnyExcept((byte)0))
        .Select(frame => $"frame {frame} is free, but not clear")
        .FirstOrDefault();

    private string? DifferenceOfResults(Specification.Outcome specified, ulong[] outputs)
    {
        long result = (long)specified.Result.Value;
        if (Result != result) return $"result {Result}, specified {result}";
        for (int i = 0; i < specified.Outputs.Count && result >= 0; i++)
        {
            if (specified.Outputs[i].Value != outputs[i])
                return $"output {i} is {outputs[i]}, specified {specified.Outputs[i].Value}";
        }

        return null;
    }

    private string? DifferenceOfStates(Specification.SystemState specified)
    {
        foreach (Field field in Fields.All)
        {
            Table? table = field.Dimensions.Count > 0 ? specified.Table(field) : null;
            foreach (Word[] at in Tuples(field.Dimensions))
            {
                Word entry = at.Length switch
                {
                    0 => specified[field],
                    1 => table![at[0]],
                    _ => table![at[0], at[1]],
                };
                ulong expected = entry.Value;
                ulong actual = machine.Read(
                    field, at.Length > 0 ? (int)at[0].Value : 0, at.Length > 1 ? (int)at[1].Value : 0);
                if (actual != expected) return $"{field}{Text(at)} is {actual:x}, specified {expected:x}";
            }
        }

        return null;
    }

    private static string? StaleTranslation(Specification.SystemState before, Specification.Outcome outcome)
    {
        if (ReferenceEquals(before.Table(Leaves.Leaf), outcome.Next.Table(Leaves.Leaf))) return null;
        return Tuples([Dimension.Domain, Dimension.GuestFrame])
            .Where(at => !Spec.TightenedLeavesAreFlushed(before, outcome, at[0], at[1]).Value)
            .Select(at => $"a stale translation is left at {Text(at)}")
            .FirstOrDefault();
    }

    private static string? ForgottenFlush(Specification.SystemState before, Specification.Outcome outcome) =>
        Tuples([Dimension.Domain])
            .Where(at => !Specification.OwedFlushStaysOwed(before, outcome, at[0]).Value)
            .Select(at => $"the flush that domain {Text(at)} owed is forgotten")
            .FirstOrDefault();

    // A caller without privilege is refused another domain's table before the monitor is asked.
    private bool IsDenial(string name, Specification.SystemState before, Word[] arguments, ulong[] outputs) =>
        Result == Errno.Access
        || (Result == 0 && name is "getdecision" && outputs[0] == Decision.Denied)
        || (Result == GrantStatus.PermissionDenied && name is "map_grant_ref" or "transfer")
        || (Result == GrantStatus.PermissionDenied && name is "copy" && IsMediated(arguments))
        || (Result == GrantStatus.PermissionDenied && name is "setup_table"
            && before[Domains.Privileged, arguments[0]].Value == 1);

    // Another domain's frame by number is refused before the monitor is asked.
    private static bool IsMediated(Word[] copy) =>
        (copy[2].Value == copy[0].Value || copy[2].Value == Specification.Self || (copy[1].Value & 1) != 0)
        && (copy[5].Value == copy[0].Value || copy[5].Value == Specification.Self || (copy[1].Value & 2) != 0);

    private static readonly Dictionary<string, Word[][]> TuplesOf = [];

    private static Word[][] Tuples(IReadOnlyList<Dimension> dimensions)
    {
        string key = string.Join(',', dimensions);
        lock (TuplesOf)
        {
            if (!TuplesOf.TryGetValue(key, out Word[][]? tuples))
            {
                IEnumerable<Word[]> all = [[]];
                foreach (Dimension dimension in dimensions)
                {
                    all = all.SelectMany(t => Enumerable.Range(0, Sizes.Small.Of(dimension))
                        .Select(i => (Word[])[.. t, Word.Constant((ulong)i, 64)]));
                }

                tuples = [.. all];
                TuplesOf[key] = tuples;
            }

            return tuples;
        }
    }

    private static string Text(Word[] at) => $"[{string.Join(", ", at.Select(w => w.Value))}]";
}
