using Verified.Spec;

namespace Verified.Replay;

/// <summary>
/// The real kernel and the specification side by side: each step is made on both, and whatever differs afterwards
/// (result, outputs, an entry of a table, a byte of guest memory) or is left undone (a flush, a line in the audit log)
/// is told in one line.
/// </summary>
internal sealed class Pair : ISystem
{
    private readonly IReadOnlyDictionary<string, Handler> _handlers;
    private readonly SpecifiedMemory _memory;
    private readonly Mirror _mirror;
    private readonly MemoryShadow _shadow;
    private readonly int _interval;
    private int _calls;
    private readonly ulong[] _outputs = new ulong[4];

    /// <summary>The two in the kernel's state.</summary>
    /// <param name="host">The kernel.</param>
    /// <param name="handlers">Its handlers, or wrong ones.</param>
    /// <param name="interval">After how many calls the whole of memory is looked at: 1 after every one.</param>
    public Pair(KernelHost host, IReadOnlyDictionary<string, Handler> handlers, int interval = 1)
    {
        (Host, _handlers, _interval) = (host, handlers, interval);
        (_memory, _mirror, _shadow) = (new(host), new(host), new(host));
    }

    /// <summary>The kernel.</summary>
    public KernelHost Host { get; }

    /// <summary>The result of the last call.</summary>
    public long Result { get; private set; }

    /// <summary>Whether the last call was made: whoever makes it may.</summary>
    public bool WasMade { get; private set; }

    /// <summary>Makes a call on both sides; null when they agree, or when the call cannot be made now.</summary>
    public string? Call(Specification.Operation operation, ulong[] arguments)
    {
        Word[] words = new Word[arguments.Length];
        for (int i = 0; i < words.Length; i++) words[i] = Word.Constant(arguments[i], 64);
        Specification.SystemState before = _mirror.State;
        Bit may = operation.Requires(before, words);
        WasMade = may.IsSpecified && may.Value;
        if (!WasMade) return null;

        _memory.Clear();
        Specification.Outcome specified = operation.Run(before, words, _memory);
        uint denials = Host.State.Log.Written + Host.State.Log.Dropped;
        try
        {
            Result = _handlers[operation.Name](ref Host.State, arguments, _outputs);
        }
        catch (IndexOutOfRangeException)
        {
            return "the handler leaves a table, and the kernel stops";
        }

        uint logged = Host.State.Log.Written + Host.State.Log.Dropped - denials;
        return DifferenceOfResults(specified)
            ?? _mirror.Advance(specified.Next)
            ?? DifferenceOfMemory()
            ?? (logged == (DenialRule.Asks(operation.Name, Result, before, words, _outputs) ? 1U : 0)
                ? null
                : "a denial was not logged exactly once")
            ?? ForgottenFlush(before, specified);
    }

    /// <summary>The kernel was changed from outside: the specification's side takes it as it is.</summary>
    public void Resume()
    {
        _mirror.Resume();
        _shadow.Resume();
    }

    /// <inheritdoc/>
    public void Enter(int domain)
    {
        Host.State.Domains[domain].FlushOwed = 0;
        _mirror.FlushWasMade(domain);
    }

    /// <summary>A domain has written into a frame that it sees.</summary>
    public void ResumeFrame(uint frame) => _shadow.Take(frame);

    /// <summary>
    /// What does not hold now: a sentence of the invariant, a claim, a count, or that memory is as specified; null when
    /// all is well.
    /// </summary>
    public string? WhatFails() => Sentences.WhatFails(_mirror.State, Host) ?? _shadow.Difference();

    private string? DifferenceOfMemory()
    {
        if (_memory.Difference() is { } difference) return difference;
        foreach (uint frame in _memory.Frames) _shadow.Take(frame);
        return ++_calls % _interval == 0 ? _shadow.Difference() : null;
    }

    private string? DifferenceOfResults(Specification.Outcome specified)
    {
        long result = (long)specified.Result.Value;
        if (Result != result) return $"result {Result}, specified {result}";
        for (int i = 0; i < specified.Outputs.Count && result >= 0; i++)
        {
            if (specified.Outputs[i].Value != _outputs[i])
                return $"output {i} is {_outputs[i]:x}, specified {specified.Outputs[i].Value:x}";
        }

        return null;
    }

    // What the theorem says of all leaves is evaluated at those that changed.
    private string? ForgottenFlush(Specification.SystemState before, Specification.Outcome outcome)
    {
        foreach ((int domain, int gfn) in _mirror.ChangedLeaves)
        {
            if (!_mirror.Specification.TightenedLeavesAreFlushed(before, outcome, Index(domain), Index(gfn)).Value)
                return $"a stale translation is left at [{domain}, {gfn}]";
        }

        if (ReferenceEquals(before.Table(Domains.FlushOwed), outcome.Next.Table(Domains.FlushOwed))) return null;
        for (int domain = 0; domain < Build.Sizes.Domains; domain++)
        {
            if (!Specification.OwedFlushStaysOwed(before, outcome, Index(domain)).Value)
                return $"the flush that domain {domain} owed is forgotten";
        }

        return null;
    }

    private static Word Index(int i) => Word.Constant((ulong)i, 64);
}
