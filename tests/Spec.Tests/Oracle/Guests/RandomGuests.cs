using Verified.Spec;

namespace Verified.Tests;

/// <summary>
/// Domains that call at random: every number decides one step. Arguments are mostly good, so that calls get far, and
/// sometimes anything at all. Between the calls the guests write into their own pages what they like. Each family of
/// operations has its steps in a file of its own.
/// </summary>
internal sealed partial class RandomGuests
{
    private readonly List<Weighted> _steps;
    private readonly Oracle _oracle;
    private ulong _random;

    // In some runs the policy changes; in the others nothing disturbs what the domains build up.
    private readonly bool _changes;

    public RandomGuests(Oracle oracle, bool changes)
    {
        _changes = changes;
        _oracle = oracle;
        Policies.LoadSample(oracle.Machine);
        _steps = [.. EventChannelsSteps, .. GrantsSteps, .. MemorySteps, .. SchedulingSteps, .. VcpusSteps, .. DomainsSteps, .. PolicySteps];
    }

    /// <summary>Something that a domain may do, and how often it does.</summary>
    private sealed record Weighted(int Weight, Func<ulong, string?> Take);

    /// <summary>What happened, the failed step last.</summary>
    public List<string> Trace { get; } = [];

    /// <summary>Boots: a pool of frames, three domains with RAM, their grant tables placed; null when all agree.</summary>
    public string? Boot(ulong choice)
    {
        for (ulong frame = 8; frame < 40; frame++)
            if (Call("donate", frame) is { } difference) return difference;

        ulong[] labels = [1, 2, choice % 2 == 0 ? 3U : 4];
        foreach (ulong label in labels)
            if (Call("create_domain", 0, label, 6, label == 1 ? 1U : 0) is { } difference) return difference;

        for (ulong domain = 0; domain < 3; domain++)
        {
            for (ulong gfn = 0; gfn < 5; gfn++)
                if (Call("populate_frame", domain, gfn) is { } difference) return difference;
            if (Call("add_to_physmap", domain, 0x7ff0, 1, 0, 16) is { } other) return other;
            if (Call("unpause", domain) is { } third) return third;
        }

        Trace.Clear();
        Trace.Add($"domains 0, 1 and 2 boot with labels {string.Join(", ", labels)}");
        return null;
    }

    /// <summary>One step, all of it decided by a number; null when both sides agree.</summary>
    public string? Step(ulong choice)
    {
        _random = choice;
        ulong caller = Below(16) == 0 ? 3 : Below(3);
        Wake(caller);
        ulong place = Below((ulong)_steps.Sum(step => step.Weight));
        foreach (Weighted step in _steps)
        {
            if (place < (ulong)step.Weight) return step.Take(caller);
            place -= (ulong)step.Weight;
        }

        throw new InvalidOperationException("The weights do not add up.");
    }

    // Something else than an event, such as a timer, makes a waiting vCPU run.
    private void Wake(ulong caller)
    {
        ulong run = Read(Vcpus.Run, caller);
        if ((run != VcpuRun.Blocked && run != VcpuRun.Polling) || Below(4) == 0) return;
        foreach (Field field in (Field[])[Vcpus.Run, Vcpus.PollPort, Vcpus.Deadline])
            _oracle.Machine.Write(field, (int)caller, 0, 0);
        Trace.Add($"domain {caller} wakes");
    }

    private string? Call(string name, params ulong[] arguments)
    {
        string? difference = _oracle.Call(name, arguments);
        Trace.Add($"{name}({string.Join(", ", arguments)}) = {_oracle.Result}");
        return difference;
    }

    private void Store(ulong frame, int offset, ulong value, string what)
    {
        _oracle.Store((uint)frame, offset, value);
        Trace.Add($"the owner of frame {frame} {what}: {value:x} at {offset:x}");
    }

    private ulong Read(Field field, ulong row, ulong column = 0) =>
        _oracle.Machine.Read(field, (int)row, (int)column);

    private ulong Dom() => Below(12) switch { 0 => Below(8), 1 => 0x7ff1, 2 or 3 or 4 => 0x7ff0, _ => Below(3) };

    private ulong Port() => Below(20) == 0 ? Below(20) : Below(8);

    private ulong Gfn() => Below(20) == 0 ? Below(40) : 5 + Below(14);

    private ulong Mostly(ulong usual) => Below(10) == 0 ? Next() & 0xffff_ffff : usual;

    private ulong Below(ulong bound) => Next() % bound;

    // SplitMix64: neighbouring choices make unrelated steps, so shrinking a number still gives a step.
    private ulong Next()
    {
        _random += 0x9e3779b97f4a7c15;
        ulong z = (_random ^ (_random >> 30)) * 0xbf58476d1ce4e5b9;
        z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
        return z ^ (z >> 31);
    }
}
