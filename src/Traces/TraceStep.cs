namespace Verified.Traces;

/// <summary>One thing that happens.</summary>
public abstract record TraceStep;

/// <summary>An operation of the specification: a domain calls, or the hypervisor takes a step of its own.</summary>
/// <param name="Operation">Its name in the specification.</param>
/// <param name="Arguments">Its arguments, in the specification's order, the caller among them.</param>
/// <param name="Result">What it gave or must give; null when that is not said.</param>
public sealed record CallStep(string Operation, IReadOnlyList<ulong> Arguments, long? Result = null) : TraceStep;

/// <summary>A domain writes 8 bytes of its own memory.</summary>
/// <param name="Domain">The domain.</param>
/// <param name="Area">Which part of its memory.</param>
/// <param name="Gfn">Of <see cref="GuestArea.Frame"/>: the guest frame number; else 0.</param>
/// <param name="Offset">Bytes from the start of the area.</param>
/// <param name="Value">The number, little-endian.</param>
public sealed record WriteStep(int Domain, GuestArea Area, ulong Gfn, int Offset, ulong Value) : TraceStep;

/// <summary>An entry of a table is changed from outside: what has no operation, such as a waiting vCPU that wakes.</summary>
/// <param name="Field">The field's path in the specification, such as <c>Ports.State</c>.</param>
/// <param name="At">Its indices, none to two.</param>
/// <param name="Value">The number.</param>
public sealed record SetStep(string Field, IReadOnlyList<int> At, ulong Value) : TraceStep;

/// <summary>Parts of a domain's memory that the hypervisor looks at.</summary>
public enum GuestArea
{
    /// <summary>Its grant table; entry r stands at 8 r.</summary>
    GrantTable,

    /// <summary>Its shared_info.</summary>
    SharedInfo,

    /// <summary>Its vcpu_info, wherever that stands.</summary>
    VcpuInfo,

    /// <summary>What it sees at a guest frame number.</summary>
    Frame,
}
