using FsCheck;
using FsCheck.Fluent;

namespace Verified.Kernel.Tests.Random;

/// <summary>
/// Random sequences on the handlers. FsCheck prints the seed and the shrunk sequence of a failure; the seed is fixed
/// so that a build does not fail by chance, and VERIFIED_SEED gives another one.
/// </summary>
public sealed class RandomSequenceTests
{
    private const int Count = 700;
    private const int Length = 150;

    /// <summary>Three domains to start with, so that a fourth can be created.</summary>
    private static readonly uint[][] Labels =
    [
        [SamplePolicy.Management, SamplePolicy.Order, SamplePolicy.Advertising],
        [SamplePolicy.Management, SamplePolicy.Order, SamplePolicy.Order],
        [SamplePolicy.Management, SamplePolicy.Broker, SamplePolicy.Advertising],
    ];

    [Fact]
    public void No_sequence_breaks_an_invariant_and_no_error_changes_the_state() =>
        Check.One(Configuration(Count), Prop.ForAll(Sequences.Of(Length), steps => Play(steps, DirectCalls.Run)));

    [Theory]
    [InlineData(Operation.AllocUnbound)]
    [InlineData(Operation.BindInterdomain)]
    [InlineData(Operation.MapGrantRef)]
    [InlineData(Operation.CreateDomain)]
    public void A_handler_that_does_not_ask_the_monitor_is_found(Operation unmediated)
    {
        // Binding never reaches a port that alloc_unbound would not have made, so that bug needs its accomplice.
        bool Planted(Operation operation) =>
            operation == unmediated || (unmediated == Operation.BindInterdomain && operation == Operation.AllocUnbound);

        Exception found = Assert.ThrowsAny<Exception>(() => Check.One(
            Configuration(Count),
            Prop.ForAll(Sequences.Of(Length), steps => Play(
                steps, (machine, call) => Planted(call.Operation)
                    ? DirectCalls.RunUnmediated(machine, call)
                    : DirectCalls.Run(machine, call)))));
        string expected = unmediated == Operation.CreateDomain ? "conflict set" : "share no type";
        Assert.Contains(expected, found.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_sequences_reach_the_success_and_the_errors_of_every_operation()
    {
        Dictionary<(Operation, long), int> results = [];
        Check.One(Configuration(400), Prop.ForAll(Sequences.Of(Length), steps => Play(steps, (machine, call) =>
        {
            long result = DirectCalls.Run(machine, call);
            (Operation, long) key = (call.Operation, Math.Min(result, 0));
            results[key] = results.GetValueOrDefault(key) + 1;
            return result;
        })));

        foreach (Operation operation in Enum.GetValues<Operation>())
            Assert.True(results.GetValueOrDefault((operation, 0)) >= 30, $"{operation} succeeds too rarely");

        (Operation, long)[] errors =
        [
            (Operation.CreateDomain, Errno.Denied), (Operation.CreateDomain, Errno.NoMemory),
            (Operation.PopulateFrame, Errno.NoMemory), (Operation.PopulateFrame, Errno.NoDomain),
            (Operation.AllocUnbound, Errno.Denied), (Operation.AllocUnbound, Errno.NotPermitted),
            (Operation.AllocUnbound, Errno.NoDomain),
            (Operation.BindInterdomain, Errno.Denied), (Operation.BindInterdomain, Errno.Invalid),
            (Operation.MapGrantRef, GrantStatus.GeneralError), (Operation.MapGrantRef, GrantStatus.BadDomain),
            (Operation.MapGrantRef, GrantStatus.BadReference), (Operation.MapGrantRef, GrantStatus.BadAddress),
            (Operation.MapGrantRef, GrantStatus.PermissionDenied), (Operation.MapGrantRef, GrantStatus.BadPage),
            (Operation.UnmapGrantRef, GrantStatus.BadHandle), (Operation.UnmapGrantRef, GrantStatus.GeneralError),
            (Operation.AddToPhysmap, Errno.Invalid), (Operation.AddToPhysmap, Errno.NoSuchCall),
            (Operation.GetDecision, Errno.NotPermitted),
            (Operation.BindVirq, Errno.AlreadyExists), (Operation.BindVirq, Errno.NotPermitted),
            (Operation.Reset, Errno.NotPermitted), (Operation.RevokeChannel, Errno.Invalid),
            (Operation.RegisterVcpuInfo, Errno.Invalid), (Operation.RegisterVcpuInfo, Errno.NoPlace),
            (Operation.RegisterRunstate, Errno.BadAddress), (Operation.Watchdog, Errno.Invalid),
            (Operation.SetParam, Errno.NotPermitted), (Operation.SetParam, Errno.Invalid),
        ];
        foreach ((Operation operation, long error) in errors)
            Assert.True(results.ContainsKey((operation, error)), $"{operation} never fails with {error}");
    }

    private static bool Play(Step[] steps, Func<Machine, Call, long> run)
    {
        Machine machine = Machine.WithDomains(Labels[steps.Length > 0 ? steps[0].D % 3 : 0], ram: 4, maximum: 6);
        Machine before = new();
        for (int i = 0; i < steps.Length; i++)
        {
            if (!CanRun(machine, steps[i].Caller))
                continue;

            before.CopyFrom(machine);
            Call call = steps[i].Resolve(ref machine.State);
            long result = run(machine, call);
            if (result < 0 && machine.DifferenceFrom(before) is { } difference)
                throw new InvalidOperationException($"step {i} ({call}) failed with {result}, but {difference}");

            IReadOnlyList<string> violations = Invariants.Violations(machine);
            if (violations.Count > 0)
                throw new InvalidOperationException($"after step {i} ({call} = {result}): {violations[0]}");
        }

        return true;
    }

    /// <summary>A caller exists and runs; one that waits is woken for nothing, as a machine may do.</summary>
    private static bool CanRun(Machine machine, uint caller)
    {
        ref Vcpu vcpu = ref machine.State.Vcpus[(int)caller];
        if (machine.State.Domains[(int)caller].Status != DomainStatus.Alive || vcpu.Run == VcpuRun.Stopped)
            return false;

        vcpu.Run = VcpuRun.Runnable;
        vcpu.PollPort = 0;
        vcpu.Deadline = 0;
        machine.KeepInSight();
        return true;
    }

    private static Config Configuration(int sequences)
    {
        string? chosen = Environment.GetEnvironmentVariable("VERIFIED_SEED");
        ulong seed = ulong.TryParse(chosen, out ulong given) ? given : 4711;
        return Config.QuickThrowOnFailure.WithMaxTest(sequences).WithReplay(seed, 1);
    }
}
