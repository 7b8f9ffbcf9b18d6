using Verified.Replay;

namespace Verified.Swarm;

/// <summary>
/// The kernel without the specification beside it, to make as many calls as possible. What is still looked at: an error
/// changes no table, a result is an error number or a value, and at the end the invariant.
/// </summary>
internal sealed class KernelAlone : ISystem
{
    private const long LeastError = -127;

    // Whoever makes these guarantees more than that its caller may call: the specification would have to be asked.
    private static readonly HashSet<string> LeftOut =
        ["poll_wait", "expire", "raise_virq", "timer_expire", "watchdog_expire", "load_memory", "save_memory"];

    private readonly IReadOnlyDictionary<string, Handler> _handlers;
    private readonly ulong[] _outputs = new ulong[4];
    private readonly byte[] _before = new byte[Layout.Size];

    /// <summary>The kernel with these handlers.</summary>
    public KernelAlone(KernelHost host, IReadOnlyDictionary<string, Handler> handlers)
    {
        (Host, _handlers) = (host, handlers);
        Resume();
    }

    /// <inheritdoc/>
    public KernelHost Host { get; }

    /// <inheritdoc/>
    public long Result { get; private set; }

    /// <inheritdoc/>
    public bool WasMade { get; private set; }

    /// <inheritdoc/>
    public string? Call(Specification.Operation operation, ulong[] arguments)
    {
        WasMade = MayCall(operation, arguments);
        if (!WasMade) return null;
        Result = _handlers[operation.Name](ref Host.State, arguments, _outputs);
        if (Result < LeastError) return $"{Result} is no error number";
        if (Result < 0) return WhatChanged();
        Resume();
        return null;
    }

    /// <inheritdoc/>
    public void Resume() => Host.Bytes.CopyTo(_before);

    /// <inheritdoc/>
    public void Enter(int domain)
    {
        Host.State.Domains[domain].FlushOwed = 0;
        Resume();
    }

    /// <inheritdoc/>
    public void ResumeFrame(uint frame)
    {
        // Memory is not looked at.
    }

    /// <inheritdoc/>
    public string? WhatFails() => new Pair(Host, _handlers).WhatFails();

    private bool MayCall(Specification.Operation operation, ulong[] arguments)
    {
        if (LeftOut.Contains(operation.Name)) return false;
        if (operation.Arguments is not [{ Name: "caller" }, ..] || operation.Name == "create_domain") return true;
        int caller = (int)arguments[0];
        return caller < Limits.Domains && Host.State.Domains[caller].Status == Spec.DomainStatus.Alive
            && Host.State.Vcpus[caller].Run == Spec.VcpuRun.Runnable;
    }

    private string? WhatChanged()
    {
        ReadOnlySpan<byte> now = Host.Bytes;
        if (now.SequenceEqual(_before)) return null;
        foreach (Place place in Layout.Places)
        {
            for (int row = 0; row < place.Rows; row++)
            {
                for (int column = 0; column < place.Columns; column++)
                {
                    int at = place.At(row, column);
                    if (!now.Slice(at, place.Bytes).SequenceEqual(_before.AsSpan(at, place.Bytes)))
                        return $"an error changed {place.Path}[{row}, {column}]";
                }
            }
        }

        // The audit log and the statistics, which stand outside the rule.
        Resume();
        return null;
    }
}
