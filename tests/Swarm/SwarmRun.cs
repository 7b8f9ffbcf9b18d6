using Verified.Kernel;
using Verified.Replay;
using Verified.Spec;
using Verified.Traces;

namespace Verified.Swarm;

/// <summary>
/// One random run: a random subset of the operations (swarm testing: what a run leaves out cannot hide what the rest
/// does), made by domains that write into their own memory what they like. What is under way (a domain's destruction,
/// a change of the policy) is carried on now and then, so that it comes to an end.
/// </summary>
internal sealed class SwarmRun
{
    // These end a run's domains, so a run seldom has them.
    private static readonly HashSet<string> Ends =
        ["shutdown", "remote_shutdown", "destroydomain", "vcpu_down", "watchdog_expire"];

    private const int CallsBetweenLooksAtMemory = 64;

    private readonly Dice _dice;
    private readonly ISystem _system;
    private readonly Values _values;
    private readonly Translations _translations;
    private readonly Move[] _moves;
    private readonly bool _changes;
    private readonly bool _destroys;
    private readonly bool _keeps;
    private readonly Coverage? _coverage;
    private readonly List<TraceStep> _steps = [];

    /// <summary>The run of a seed.</summary>
    /// <param name="seed">Decides everything.</param>
    /// <param name="handlers">The kernel's handlers, or wrong ones.</param>
    /// <param name="coverage">Counts the calls, if asked to.</param>
    /// <param name="oracle">Whether the specification runs beside the kernel.</param>
    public SwarmRun(
        ulong seed, IReadOnlyDictionary<string, Handler> handlers, Coverage? coverage = null, bool oracle = true)
    {
        (_dice, _coverage, _keeps) = (new(seed), coverage, oracle);
        Start = SampleSystem.Start(sameCoalition: _dice.OneIn(2));
        _system = StartState.Make(Start, handlers, Watch(oracle), out string? difference);
        Difference = difference;
        _values = new(_system.Host, _dice);
        _translations = new(_system.Host);
        _changes = _dice.OneIn(4);
        _destroys = !_dice.OneIn(4);
        ulong density = 2 + _dice.Below(4);
        _moves = [.. Move.All.Where(move => Takes(move, density))];
        if (_moves.Length == 0) _moves = [Move.All[(int)_dice.Below((ulong)Move.All.Count)]];
    }

    /// <summary>The system at the start.</summary>
    public Trace Start { get; }

    /// <summary>Where the two sides part; null when they do not.</summary>
    public string? Difference { get; private set; }

    /// <summary>Steps made so far.</summary>
    public int Steps { get; private set; }

    /// <summary>The run so far as a trace; without an oracle no steps are kept.</summary>
    public Trace Trace => Start with { Steps = [.. _steps] };

    /// <summary>Makes so many steps, or fewer if the two sides part; then looks at every sentence.</summary>
    public void Go(int steps)
    {
        while (Steps < steps && Difference is null) Difference = Step();
        if (Difference is null && _system.WhatFails() is { } sentence) Difference = $"at the end: {sentence}";
    }

    private static Func<KernelHost, IReadOnlyDictionary<string, Handler>, ISystem> Watch(bool oracle) => oracle
        ? (host, handlers) => new Pair(host, handlers, CallsBetweenLooksAtMemory)
        : (host, handlers) => new KernelAlone(host, handlers);

    private bool Takes(Move move, ulong density)
    {
        // A domain that comes or goes during a change is what the change has to mind.
        if (_changes && move.Operation.Name is "destroydomain" or "create_domain") return _dice.OneIn(2);
        if (Ends.Contains(move.Operation.Name)) return _dice.OneIn(8);
        if (move.Operation.Name is "begin_change" or "change_label" or "change_step" or "commit_change" or "abort_change") return _changes;
        return !_dice.OneIn(density);
    }

    private string? Step()
    {
        if (_changes && _dice.OneIn(4) && CarryChangeOn() is { } change) return Make(change);
        if (_destroys && _dice.OneIn(2) && CarryDestructionOn() is { } destruction) return Make(destruction);
        ulong caller = _dice.OneIn(16) ? 3 : _dice.OneIn(6) ? 0 : _dice.Below(3);
        if (Enter((int)caller) is { } stale) return stale;
        if (_dice.OneIn(5)) return Make(Write(caller));
        if (Waits(caller) && !_dice.OneIn(4)) return Make(new SetStep(Vcpus.Run.Path, [(int)caller], Spec.VcpuRun.Runnable));
        Move move = _moves[_dice.Below((ulong)_moves.Length)];
        return Make(new CallStep(move.Operation.Name, _values.Choose(move, caller)));
    }

    // A domain acts after it was entered: VMRUN makes the flush that it owes, and takes it away.
    private string? Enter(int domain)
    {
        ref Kernel.State s = ref _system.Host.State;
        if (s.Domains[domain].Status != Spec.DomainStatus.Alive || s.Vcpus[domain].Run != Spec.VcpuRun.Runnable) return null;
        if (_translations.Enter(domain) is { } stale) return stale;
        if (s.Domains[domain].FlushOwed == 0) return null;
        _system.Enter(domain);
        if (_keeps) _steps.Add(new SetStep(Domains.FlushOwed.Path, [domain], 0));
        return null;
    }

    private string? Make(TraceStep step)
    {
        if (step is WriteStep write)
        {
            if (Writes.Make(_system, write)) Keep(step);
            return null;
        }

        if (step is SetStep set)
        {
            // A timer, say: the poll is over.
            foreach (Field field in (Field[])[Vcpus.Run, Vcpus.PollPort, Vcpus.Deadline])
            {
                SetStep entry = set with { Field = field.Path, Value = 0 };
                StartState.Set(_system.Host, entry);
                Keep(entry);
            }

            _system.Resume();
            return null;
        }

        CallStep call = (CallStep)step;
        Move move = Move.Of(call.Operation);
        string? difference = _system.Call(move.Operation, (ulong[])call.Arguments);
        if (!_system.WasMade) return difference;
        Keep(call, difference is null ? _system.Result : null);
        _coverage?.Count(move.Number, _system.Result);
        return difference;
    }

    private void Keep(TraceStep step, long? result = null)
    {
        Steps++;
        if (_keeps) _steps.Add(step is CallStep call ? call with { Result = result } : step);
    }

    private bool Waits(ulong caller) =>
        _system.Host.State.Vcpus[(int)caller].Run is (byte)Spec.VcpuRun.Blocked or (byte)Spec.VcpuRun.Polling;

    private WriteStep Write(ulong caller)
    {
        int domain = (int)caller;
        switch (_dice.Below(4))
        {
            case 0:
                int word = _dice.OneIn(2) ? 0x800 : 0xa00;
                return new(domain, GuestArea.SharedInfo, 0, word, _dice.OneIn(3) ? _dice.Below(256) : 0);
            case 1 when _dice.OneIn(2):
                return new(domain, GuestArea.VcpuInfo, 0, 8 * (int)_dice.Below(2), _dice.OneIn(3) ? _dice.Below(256) : 0);
            case 1:
                return new(domain, GuestArea.Frame, _dice.Below(20), 8 * (int)_dice.Below(512), _dice.Next());
            default:
                return new(domain, GuestArea.GrantTable, 0, 8 * (int)_dice.Below(4), GrantEntry());
        }
    }

    private ulong GrantEntry()
    {
        if (_dice.OneIn(24)) return _dice.Next();
        ulong flags = _dice.OneIn(8) ? _dice.Below(32)
            : _dice.OneIn(4) ? EntryFlags.AcceptTransfer
            : EntryFlags.PermitAccess | (_dice.OneIn(3) ? EntryFlags.ReadOnly : 0);
        return flags | (_dice.Below(3) << 16) | (_values.Gfn() << 32);
    }

    // A dying domain gets on.
    private CallStep? CarryDestructionOn()
    {
        for (uint domain = 0; domain < Limits.Domains; domain++)
        {
            if (_system.Host.State.Domains[(int)domain].Status != Spec.DomainStatus.Dying) continue;
            uint cursor = _system.Host.State.DestroyCursors[(int)domain];
            return new(NameOf(cursor), (ulong[])[domain]);
        }

        return null;
    }

    private static string NameOf(uint cursor) =>
        cursor < DestroyStage.Handles ? "destroy_port"
        : cursor < DestroyStage.Grants ? "destroy_mapping"
        : cursor < DestroyStage.Leaves ? "destroy_grant"
        : cursor < DestroyStage.End ? "destroy_leaf"
        : "destroy_end";

    // A policy like the one in force is staged, then the change is carried on to its end.
    private CallStep? CarryChangeOn()
    {
        ulong phase = _system.Host.State.Monitor.Change.Phase;
        if (phase == Spec.ChangePhase.None) return _dice.OneIn(12) ? Begin() : Stage();
        if (_dice.OneIn(200)) return new("abort_change", Array.Empty<ulong>());
        // What is staged stays as it is until the change is over.
        if (_dice.OneIn(40)) return Stage();
        if (phase == Spec.ChangePhase.Labelling)
            return new("change_label", _values.Choose(Move.Of("change_label"), 0));
        bool isDone = _system.Host.State.Monitor.Change.Domain >= Limits.Domains;
        return new(isDone ? "commit_change" : "change_step", Array.Empty<ulong>());
    }

    private CallStep Begin() => new("begin_change", (ulong[])[_dice.Below(8) / 7 == 0 ? 0 : _dice.Below(3), _dice.Below(2)]);

    private CallStep Stage()
    {
        ulong[] types = [0, 0b111, 0b010, 0b100, 0b010], wall = [0, 0b1, 0, 0b10, 0b100];
        ulong label = _dice.Below(5);
        return _dice.Below(8) switch
        {
            0 => new("stage_counts", (ulong[])[5, 2, 1, 1, 1]),
            1 => new("stage_types", (ulong[])[2, 0, 0, _dice.OneIn(4) ? 0b111UL : 0b110]),
            2 or 3 => new("stage_successor", (ulong[])[label, _dice.OneIn(12) ? _dice.Below(6) : label]),
            4 => new("stage_types", (ulong[])[1, label, 0, wall[label]]),
            _ => new("stage_types", (ulong[])[0, label, 0, label > 1 && _dice.OneIn(4) ? _dice.Below(8) : types[label]]),
        };
    }
}
