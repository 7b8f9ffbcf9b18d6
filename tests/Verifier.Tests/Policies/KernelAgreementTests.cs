using System.Text;
using Verified.Verifier.Policies.Binary;

namespace Verified.Verifier.Tests.Policies;

/// <summary>The kernel's monitor loads what the tool compiles, and decides what the tool proved about it.</summary>
public sealed class KernelAgreementTests
{
    [Fact]
    public void The_tools_limits_are_the_sizes_of_the_monitors_tables()
    {
        PolicyLimits limits = PolicyLimits.Kernel;
        Assert.Equal((Limits.Types, Limits.Types), (limits.SteTypes, limits.WallTypes));
        Assert.Equal((Limits.Labels, Limits.ConflictSets), (limits.Labels, limits.ConflictSets));
    }

    [Fact]
    public void The_monitor_decides_sharing_access_and_starting_as_the_tool_does()
    {
        int shared = 0;
        for (int seed = 0; seed < 200; seed++)
        {
            Policy policy = RandomPolicies.Create(seed);
            if (Enumerable.Range(0, policy.VmLabels.Length).Any(label => Semantics.SelfConflict(policy, label) is not null))
                continue;

            byte[] file = BinaryPolicyWriter.Write(policy);
            Monitor.MonitorState monitor = Load(file);
            for (int a = 0; a < policy.VmLabels.Length; a++)
            {
                uint rowA = Row(file, policy.VmLabels[a].Name);
                for (int b = 0; b < policy.VmLabels.Length; b++)
                {
                    uint rowB = Row(file, policy.VmLabels[b].Name);
                    bool may = Semantics.Share(policy, a, b);
                    Assert.True(may == Monitor.ReferenceMonitor.MayShare(ref monitor, rowA, rowB), $"seed {seed}: {a}, {b}");
                    Assert.True(Semantics.CanRunTogether(policy, a, b) == MayRun(monitor, rowA, rowB), $"seed {seed}: {a}, {b}");
                    shared += may ? 1 : 0;
                }
            }
        }

        Assert.True(shared > 500, "too few pairs share for agreement to mean much");
    }

    [Fact]
    public void The_monitor_grants_a_resource_to_exactly_the_labels_that_hold_its_type()
    {
        Policy policy = PolicyText.Read(PolicyText.Complete);
        byte[] file = BinaryPolicyWriter.Write(policy);
        Monitor.MonitorState monitor = Load(file);
        for (int vm = 0; vm < policy.VmLabels.Length; vm++)
        {
            uint row = Row(file, policy.VmLabels[vm].Name);
            Assert.Equal(Semantics.Access(policy, vm, 0), Monitor.ReferenceMonitor.MayAccess(ref monitor, row, Row(file, "disk")));
        }
    }

    [Fact]
    public void The_bootstrap_label_of_the_tool_is_that_of_the_monitor()
    {
        byte[] file = BinaryPolicyWriter.Write(PolicyText.Read(PolicyText.Complete));
        Assert.Equal(Monitor.PolicyBinary.BootstrapRow, Row(file, "Dom0"));
    }

    [Fact]
    public void The_largest_policy_that_the_tool_compiles_is_one_that_the_monitor_loads()
    {
        string types = string.Join(' ', Enumerable.Range(0, Limits.Types).Select(i => $"t{i}"));
        string[] labels = [.. Enumerable.Range(0, Limits.Labels - 1).Select(i => $"L{i}: {(i == 0 ? types : $"t{i % Limits.Types}")}")];
        Monitor.MonitorState monitor = Load(BinaryPolicyWriter.Write(PolicyText.Read(PolicyText.Short(labels))));
        Assert.Equal((uint)Limits.Labels, Monitor.InForce.Policy(ref monitor).LabelCount);
    }

    private static Monitor.MonitorState Load(byte[] file)
    {
        Monitor.MonitorState monitor = default;
        Assert.Equal(Monitor.PolicyError.None, Monitor.PolicyBinary.Load(ref monitor, file));
        return monitor;
    }

    /// <summary>
    /// Whether domains of both labels may be started after domain 0, on a copy of the monitor's state.
    /// </summary>
    private static bool MayRun(Monitor.MonitorState monitor, uint a, uint b)
    {
        foreach (uint label in (uint[])[Monitor.PolicyBinary.BootstrapRow, a, b])
        {
            if (!Monitor.ChineseWall.MayRun(ref monitor, label))
                return false;
            Monitor.ChineseWall.Start(ref monitor, label);
        }

        return true;
    }

    private static uint Row(byte[] file, string name)
    {
        Assert.True(Monitor.PolicyNames.TryFindRow(file, Encoding.UTF8.GetBytes(name), out uint row), name);
        return row;
    }
}
