using FsCheck;
using FsCheck.Fluent;

namespace Verified.Kernel.Tests.Random;

public sealed class EntryTests
{
    private const int Length = 120;

    private static readonly uint[] Labels = [SamplePolicy.Management, SamplePolicy.Broker, SamplePolicy.Advertising];

    /// <summary>What copies arguments in and results out adds nothing and loses nothing.</summary>
    [Fact]
    public void A_hypercall_made_by_a_guest_does_what_its_handler_does()
    {
        int made = 0;
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(150).WithReplay(4711, 1),
            Prop.ForAll(Sequences.Of(Length), steps =>
            {
                made += Play(steps);
                return true;
            }));
        Assert.True(made > 5000, $"only {made} hypercalls were made");
    }

    private static int Play(Step[] steps)
    {
        int made = 0;
        Machine machine = Machine.WithDomains(Labels, ram: 8, maximum: 10);
        CallerMode[] modes = [.. Enumerable.Range(0, Labels.Length).Select(d => GuestPages.Build(machine, (uint)d))];
        Machine other = new();
        foreach (Step step in steps)
        {
            ref Vcpu vcpu = ref machine.State.Vcpus[(int)step.Caller];
            if (step.Caller >= Labels.Length || vcpu.Run == VcpuRun.Stopped)
                continue;

            vcpu.Run = VcpuRun.Runnable;
            vcpu.PollPort = 0;
            vcpu.Deadline = 0;
            Call call = step.Resolve(ref machine.State);
            // These change the pages with which a hypercall is made: tables, structures.
            if (call.Operation is Operation.Copy or Operation.Transfer || ReplacesRam(ref machine.State, call))
                continue;

            other.CopyFrom(machine);
            long direct = DirectCalls.Run(machine, call);
            if (!GuestCalls.Offered(call.Operation))
                continue;

            made++;
            long entered = GuestCalls.Run(other, modes[step.Caller], call);
            Assert.True(direct == entered, $"{call}: the handler returns {direct}, the hypercall {entered}");
            Assert.True(machine.DifferenceFrom(other) is null, $"{call}: {machine.DifferenceFrom(other)}");
        }

        return made;
    }

    /// <summary>The hypercall gives that RAM back first, the handler refuses it (HypercallEntryTests).</summary>
    private static bool ReplacesRam(ref State s, Call call) =>
        call is { Operation: Operation.AddToPhysmap, Second: < PhysmapSpace.Gmfn, Third: 0, Fourth: < Limits.GuestFrames }
        && DomainIds.Resolve(call.Caller, (uint)call.First) is < Limits.Domains and var domain
        && Leaf.Kind(s.Leaves[(int)domain][(int)call.Fourth]) == LeafKind.Ram;
}
