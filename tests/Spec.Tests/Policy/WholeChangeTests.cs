using FsCheck;
using FsCheck.Fluent;
using Verified.Spec;
using static Verified.Tests.Numbers;
using Leaf = Verified.Kernel.Leaf;

namespace Verified.Tests;

/// <summary>
/// The kernel takes a whole change of the policy, from the first word that is staged to the commit or the abort, in a
/// system that shares in many ways; beside it stands what the specification says of a change as one piece
/// (spec/Policy/Change.cs), which knows of no steps.
/// </summary>
public sealed class WholeChangeTests
{
    private const ulong SharedInfoPending = 0x800;
    private const ulong InUseBits = 8 | 16;

    [Theory]
    [InlineData(Specification.ChangeMode.Refuse)]
    [InlineData(Specification.ChangeMode.Revoke)]
    public void A_whole_change_does_what_the_specification_says_of_it_as_one_piece(Specification.ChangeMode mode)
    {
        int refused = 0, accepted = 0, revoking = 0;
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(80).WithReplay(RandomRuns.Seed, 1),
            Prop.ForAll(Staged().ToArbitrary(), staged =>
            {
                var run = new Run(staged, mode);
                run.Check();
                refused += run.IsRefused ? 1 : 0;
                accepted += run.IsRefused ? 0 : 1;
                revoking += run.Notices.Count > 0 ? 1 : 0;
            }));

        // The comparison met both ends, and revocation where it was asked for.
        Assert.True(refused >= 10 && accepted >= 10, $"{refused} refused, {accepted} accepted");
        Assert.Equal(mode == Specification.ChangeMode.Revoke, revoking >= 10);
    }

    /// <summary>Mostly nothing but sharing stands against the change, so that it comes to revoking.</summary>
    private static Gen<StagedPolicy> Staged() =>
        from ste in Gen.Choose(0, 15).Select(types => (ulong)types).ArrayOf(5)
        from order in Gen.Choose(0, 3)
        from wall in Gen.Frequency((6, Gen.Constant(StagedPolicy.Sample.Wall)), (1, Gen.Choose(0, 7).Select(t => (ulong)t).ArrayOf(5)))
        from bootstrap in Gen.Frequency((10, Gen.Constant(1UL)), (1, Gen.Constant(2UL)))
        from deleted in Gen.Frequency((6, Gen.Constant<int[]>([])), (1, Gen.Choose(1, 4).Select(label => (int[])[label])))
        from swaps in Gen.Elements(true, false)
        select new StagedPolicy(
            order == 0 ? [0, 7, 7, 7, 7] : ste, wall, [0b110], bootstrap, true, deleted, swaps ? [(2, 3), (3, 2)] : null);

    /// <summary>One change, taken to its end.</summary>
    private sealed class Run
    {
        private readonly KernelMachine _machine = Scenes.Woven().Machine;
        private readonly Specification.SystemState _before;
        private readonly Specification.Change _change;
        private readonly StagedPolicy _staged;
        private readonly Specification.ChangeMode _mode;
        private readonly byte[] _memory;
        private readonly List<string> _found = [];

        public Run(StagedPolicy staged, Specification.ChangeMode mode)
        {
            (_staged, _mode) = (staged, mode);
            for (int d = 0; d < 3; d++) _machine.Memory.AsSpan(Pending(d), 8).Clear();
            _memory = [.. _machine.Memory];
            _before = _machine.Abstract();
            _change = staged.In(_before);
            IsRefused = Small.IsRefused(_before, _change, mode).Value;
        }

        /// <summary>What the specification says of the change.</summary>
        public bool IsRefused { get; }

        /// <summary>How often each port (domain, port) was told.</summary>
        public Dictionary<(int, int), int> Notices { get; } = [];

        public void Check()
        {
            Stage();
            Call("begin_change", 1, (ulong)_mode);
            for (int d = 0; d < Sizes.Small.Domains; d++)
            {
                ulong label = _machine.Read(Labellings.Ssidref, 0, d);
                Call("change_label", _machine.Read(Changing.Successor, (int)label));
            }

            while (_machine.State.Monitor.Change.Domain < Sizes.Small.Domains)
            {
                Note(Call("change_step"));
                TakeNotices();
            }

            Assert.Equal(IsRefused ? Errno.Busy : 0, Call("commit_change"));
            if (IsRefused) Assert.Equal(0, Call("abort_change"));
            Assert.Equal(0UL, _machine.Read(Changing.Phase));

            if (_mode == Specification.ChangeMode.Refuse && !LosesALabel) Assert.Equal(ExpectedList(), _found.Order());
            if (IsRefused) CheckNothingHappened();
            else CheckChanged();
            Assert.Null(new Oracle(_machine).WhatFails());
        }

        private bool LosesALabel => (_staged.Deleted ?? []).Any(label => label is 1 or 2 or 3);

        private void Stage()
        {
            for (int label = 0; label < Sizes.Small.Labels; label++)
            {
                Call("stage_types", 0, (ulong)label, 0, label < _staged.Ste.Length ? _staged.Ste[label] : 0);
                Call("stage_types", 1, (ulong)label, 0, label < _staged.Wall.Length ? _staged.Wall[label] : 0);
                ulong successor = (_staged.Deleted ?? []).Contains(label)
                    ? ChangeError.Deleted
                    : (ulong)(_staged.Renumbered ?? []).Where(p => p.Old == label).Select(p => p.New).DefaultIfEmpty(label).First();
                Call("stage_successor", (ulong)label, successor);
            }

            for (int set = 0; set < _staged.Conflicts.Length; set++) Call("stage_types", 2, (ulong)set, 0, _staged.Conflicts[set]);
            Assert.Equal(0, Call(
                "stage_counts", (ulong)_staged.Ste.Length, 0, (ulong)_staged.Conflicts.Length, _staged.Bootstrap, 1));
        }

        private long Call(string name, params ulong[] arguments) =>
            Handlers.All[name](ref _machine.State, arguments, new ulong[3]);

        // (error, domain, other domain), as acm_op lists it.
        private void Note(long found)
        {
            Assert.True(found >= 0);
            if (found != 0) _found.Add($"{found >> 32:x} {(found >> 16) & 0xffff} {found & 0xffff}");
        }

        // The guests take their events after every step, so that a second notice would be seen.
        private void TakeNotices()
        {
            for (int d = 0; d < 3; d++)
            {
                Span<byte> word = _machine.Memory.AsSpan(Pending(d), 8);
                ulong pending = BitConverter.ToUInt64(word);
                for (int p = 0; p < Sizes.Small.Ports; p++)
                {
                    if ((pending >> p & 1) != 0) Notices[(d, p)] = Notices.GetValueOrDefault((d, p)) + 1;
                }

                word.Clear();
            }
        }

        private int Pending(int domain) =>
            (int)((_machine.Read(Domains.SharedInfoFrame, domain) * KernelMachine.FrameBytes) + SharedInfoPending);

        private IEnumerable<string> ExpectedList() =>
            (from d in Enumerable.Range(0, 3)
             from p in Enumerable.Range(0, Sizes.Small.Ports)
             where Specification.LosesChannel(_before, _change, N(d), N(p)).Value
             select $"100 {d} {_before[Ports.RemoteDomain, N(d), N(p)].Value}")
            .Concat(
                from d in Enumerable.Range(0, 3)
                from h in Enumerable.Range(0, Sizes.Small.MaptrackHandles)
                where Specification.LosesMapping(_before, _change, N(d), N(h)).Value
                select $"101 {d} {_before[Mappings.Granter, N(d), N(h)].Value}")
            .Order();

        private void CheckNothingHappened()
        {
            Assert.Empty(Notices);
            Assert.True(_memory.AsSpan().SequenceEqual(_machine.Memory), "guest memory has changed");
            Specification.SystemState after = _machine.Abstract();
            foreach (Field field in Fields.All.Where(f => f != Labellings.Current && !f.Path.StartsWith("Monitor.", StringComparison.Ordinal)))
                AssertSame(field, _before, after);
            Assert.Equal(0UL, _machine.Read(Labellings.Current));
            for (int d = 0; d < 3; d++) Assert.Equal((ulong)d + 1, _machine.Read(Labellings.Ssidref, 0, d));
        }

        private void CheckChanged()
        {
            Specification.SystemState after = _machine.Abstract();
            Assert.Equal(1UL, _machine.Read(Labellings.Current));
            for (int d = 0; d < 3; d++)
                Assert.Equal(_change.NewLabel(N(d)).Value, _machine.Read(Labellings.Ssidref, 1, d));

            Specification.SystemState channels = Small.RevokeChannels(_before, _change);
            foreach (Field field in (Field[])[Ports.State, Ports.RemoteDomain, Ports.RemotePort]) AssertSame(field, channels, after);
            for (int d = 0; d < 3; d++)
            {
                for (int p = 0; p < Sizes.Small.Ports; p++)
                {
                    bool lost = Specification.LosesChannel(_before, _change, N(d), N(p)).Value;
                    Assert.Equal(lost ? 1 : 0, Notices.GetValueOrDefault((d, p)));
                }

                for (int h = 0; h < Sizes.Small.MaptrackHandles; h++) CheckHandle(after, d, h);
                for (int r = 0; r < Sizes.Small.GrantReferences; r++) CheckEntry(after, d, r);
            }
        }

        private void CheckHandle(Specification.SystemState after, int d, int h)
        {
            Word gfn = _before[Mappings.Gfn, N(d), N(h)];
            ulong used = after[Mappings.Used, N(d), N(h)].Value;
            if (_before[Mappings.Used, N(d), N(h)].Value != HandleUse.Mapped)
            {
                Assert.Equal(_before[Mappings.Used, N(d), N(h)].Value, used);
                return;
            }

            ulong leaf = after[Leaves.Leaf, N(d), gfn].Value;
            if (!Specification.LosesMapping(_before, _change, N(d), N(h)).Value)
            {
                Assert.Equal(((ulong)HandleUse.Mapped, _before[Leaves.Leaf, N(d), gfn].Value), (used, leaf));
                return;
            }

            Assert.Equal((ulong)HandleUse.Revoked, used);
            Assert.Equal(after[Frames.Zero].Value, (leaf >> 12) & 63);
            Assert.Equal(0UL, leaf & Leaf.Writable);
            Assert.Equal(1UL, after[Domains.FlushOwed, N(d)].Value);
        }

        // What nobody has mapped any more is not marked as in use in the granter's own table.
        private void CheckEntry(Specification.SystemState after, int d, int r)
        {
            ulong table = _machine.Read(Domains.GrantFrame, d);
            ulong entry = BitConverter.ToUInt64(_machine.Memory, ((int)table * KernelMachine.FrameBytes) + (8 * r));
            bool isPinned = (after[ActiveGrants.ReadPins, N(d), N(r)].Value | after[ActiveGrants.WritePins, N(d), N(r)].Value) != 0;
            Assert.Equal(isPinned, (entry & InUseBits) != 0);
        }

        private static void AssertSame(Field field, Specification.SystemState a, Specification.SystemState b)
        {
            if (field.Dimensions.Count == 0)
            {
                Assert.Equal(a[field].Value, b[field].Value);
                return;
            }

            Table x = a.Table(field), y = b.Table(field);
            int columns = field.Dimensions.Count > 1 ? Sizes.Small.Of(field.Dimensions[1]) : 1;
            for (int row = 0; row < Sizes.Small.Of(field.Dimensions[0]); row++)
            {
                for (int column = 0; column < columns; column++)
                {
                    ulong left = field.Dimensions.Count > 1 ? x[N(row), N(column)].Value : x[N(row)].Value;
                    ulong right = field.Dimensions.Count > 1 ? y[N(row), N(column)].Value : y[N(row)].Value;
                    Assert.True(left == right, $"{field}[{row}, {column}] is {right:x}, not {left:x}");
                }
            }
        }
    }
}
