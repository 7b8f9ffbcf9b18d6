using System.Runtime.InteropServices;

namespace Verified.Monitor.Tests;

/// <summary>A monitor on the heap, so that tests can hold it; too large for an array's element.</summary>
public sealed class Loaded
{
    private MonitorState _state;

    /// <summary>A monitor without a policy.</summary>
    public Loaded()
    {
    }

    public Loaded(PolicyBytes policy)
        : this(policy.Build())
    {
    }

    public Loaded(byte[] file) => Assert.Equal(PolicyError.None, PolicyBinary.Load(ref _state, file));

    public ref MonitorState State => ref _state;

    public bool IsZero =>
        !MemoryMarshal.AsBytes(MemoryMarshal.CreateReadOnlySpan(ref _state, 1)).ContainsAnyExcept((byte)0);
}
