using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Verified.Kernel;
using Verified.Monitor;

namespace Verified.Testing;

/// <summary>
/// A machine of the small limits: one state and the contents of all its frames. Machines are independent.
/// </summary>
public sealed unsafe class Machine
{
    /// <summary>Bytes of a frame.</summary>
    public const int FrameSize = 4096;

    private readonly State[] _state = GC.AllocateArray<State>(1, pinned: true);
    private readonly byte[] _memory = GC.AllocateArray<byte>(Limits.Frames * FrameSize, pinned: true);

    /// <summary>A machine before its first domain: no policy, no frame in the pool.</summary>
    public Machine() =>
        StateSetup.Initialise(ref State, (ulong)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_memory)), 0);

    /// <summary>The state; handlers take it by reference.</summary>
    public ref State State => ref _state[0];

    /// <summary>The contents of all frames.</summary>
    public Span<byte> Memory => _memory;

    /// <summary>
    /// A machine with the sample policy, all frames but frame 0 in the pool, and one running domain for each label.
    /// Each domain owns <paramref name="ram"/> frames, at guest frame numbers from 0 on. Domain 0 is privileged.
    /// </summary>
    public static Machine WithDomains(uint[] labels, uint ram = 6, uint maximum = 12)
    {
        Machine machine = WithPolicy(SamplePolicy.Describe().Build());
        foreach (uint label in labels)
        {
            long domain = DomainControl.CreateDomain(ref machine.State, 0, label, maximum, 1);
            Require(domain);
            for (uint gfn = 0; gfn < ram; gfn++)
                Require(PhysicalMap.PopulateFrame(ref machine.State, (uint)domain, gfn));

            Require(Scheduler.Unpause(ref machine.State, (uint)domain));
        }

        return machine;
    }

    /// <summary>A machine with a policy in force and all frames but frame 0 in the pool.</summary>
    public static Machine WithPolicy(byte[] policy)
    {
        Machine machine = new();
        Require(PolicyBinary.Load(ref machine.State.Monitor, policy));
        PolicyStore.Keep(ref machine.State, policy);
        for (uint frame = Limits.Frames - 1; frame > 0; frame--)
            Require(FramePool.Donate(ref machine.State, frame));

        return machine;
    }

    /// <summary>An independent copy.</summary>
    public Machine Clone()
    {
        Machine copy = new();
        copy.CopyFrom(this);
        return copy;
    }

    /// <summary>Makes this machine equal to another one.</summary>
    public void CopyFrom(Machine other)
    {
        ArgumentNullException.ThrowIfNull(other);
        ulong memoryBase = State.MemoryBase;
        _state[0] = other._state[0];
        State.MemoryBase = memoryBase;
        other._memory.CopyTo(_memory, 0);
    }

    /// <summary>The contents of one machine frame.</summary>
    public Span<byte> Frame(uint frame) => _memory.AsSpan((int)frame * FrameSize, FrameSize);

    /// <summary>The contents of the frame that a domain sees at a guest frame number; it must be mapped.</summary>
    public Span<byte> Guest(uint domain, uint gfn)
    {
        ulong leaf = State.Leaves[(int)domain][(int)gfn];
        return leaf != 0
            ? Frame(Leaf.MachineFrame(leaf))
            : throw new InvalidOperationException($"domain {domain} has nothing at gfn {gfn}");
    }

    /// <summary>A 64-bit word of a frame.</summary>
    public ref ulong Word(uint frame, uint offset) =>
        ref Unsafe.As<byte, ulong>(ref _memory[(int)frame * FrameSize + (int)offset]);

    /// <summary>A 64-bit word of a domain's shared_info.</summary>
    public ref ulong SharedWord(uint domain, uint offset) =>
        ref Word(State.Domains[(int)domain].SharedInfoFrame, offset);

    /// <summary>A domain writes one of its version 1 grant entries.</summary>
    public void Grant(uint granter, uint reference, uint grantee, uint gfn, uint flags = GrantEntry.PermitAccess) =>
        GrantWord(granter, reference) = flags | ((ulong)grantee << 16) | ((ulong)gfn << 32);

    /// <summary>A grant entry as a word.</summary>
    public ref ulong GrantWord(uint granter, uint reference) =>
        ref Word(State.Domains[(int)granter].GrantFrame, reference * GrantEntry.Size);

    /// <summary>What the scheduler does between two calls: it keeps in sight the domains that can run, and no other.</summary>
    public void KeepInSight()
    {
        State.Woken = 0;
        for (uint d = 0; d < Limits.Domains; d++)
        {
            if (Scheduler.CanRun(ref State, d))
                State.Woken |= 1UL << (int)d;
        }
    }

    /// <summary>
    /// Where this machine differs from another, the audit log and the statistics of denials aside; null when nowhere.
    /// </summary>
    public string? DifferenceFrom(Machine other)
    {
        ArgumentNullException.ThrowIfNull(other);
        State mine = Comparable(ref State);
        State theirs = Comparable(ref other.State);
        int at = Bytes(ref mine).CommonPrefixLength(Bytes(ref theirs));
        if (at < sizeof(State))
            return $"the state differs in {StateMap.Locate(at)}";

        int byteAt = _memory.AsSpan().CommonPrefixLength(other._memory);
        return byteAt < _memory.Length
            ? $"memory differs in frame {byteAt / FrameSize} at offset 0x{byteAt % FrameSize:x}"
            : null;
    }

    private static State Comparable(ref State state)
    {
        State copy = state;
        copy.MemoryBase = 0;
        copy.Log = default;
        copy.Woken = 0;
        for (int d = 0; d < Limits.Domains; d++)
        {
            copy.Domains[d].Denials = 0;
            copy.Domains[d].LogAllowance = 0;
        }

        return copy;
    }

    private static ReadOnlySpan<byte> Bytes(ref State state) =>
        MemoryMarshal.AsBytes(MemoryMarshal.CreateReadOnlySpan(ref state, 1));

    private static void Require(long result)
    {
        if (result < 0)
            throw new InvalidOperationException($"the test's machine cannot be set up: {result}");
    }
}
