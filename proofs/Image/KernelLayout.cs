using Verified.Kernel;
using Verified.Spec;
using Verified.Symbolic.Memory;

namespace Verified.Proofs.Image;

/// <summary>
/// Where the image keeps what the specification speaks of: the layout of the kernel's State, by reflection over the
/// same source, and the guest frame pool.
/// </summary>
public static class KernelLayout
{
    /// <summary>
    /// The address at which frame 0 stands in the image's address space (the direct map of guest frames). The field
    /// State.MemoryBase holds it: written once at boot, read by every accessor.
    /// </summary>
    public const ulong MemoryBase = 0x0000_1000_0000_0000;

    /// <summary>The field that holds <see cref="MemoryBase"/>.</summary>
    public const string MemoryBaseField = nameof(Kernel.State.MemoryBase);

    /// <summary>The state's layout.</summary>
    public static RegionLayout State { get; } = LayoutReflection.Of(typeof(State));

    /// <summary>
    /// The names of State's fields that the specification does not speak of and that a handler may change: the audit
    /// log and statistics, which stand outside the rule that an error changes nothing, and whom the scheduler looks at.
    /// </summary>
    public static bool IsAudit(string field)
    {
        ArgumentNullException.ThrowIfNull(field);
        return field.StartsWith("Log.", StringComparison.Ordinal)
            || field is "Domains.Denials" or "Domains.LogAllowance" or "Woken";
    }

    /// <summary>Whether the specification speaks of a field of State.</summary>
    public static bool IsSpecified(string field) => Fields.All.Any(specified => specified.Path == field);
}
