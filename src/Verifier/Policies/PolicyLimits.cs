namespace Verified.Verifier.Policies;

/// <summary>
/// How large a policy may be. Beyond a limit the policy is refused with the place and the limit's name.
/// </summary>
/// <param name="SteTypes">Simple Type Enforcement types.</param>
/// <param name="WallTypes">Chinese Wall types.</param>
/// <param name="Labels">Rows of the label table: ssidref 0, the VM labels and the resource labels together.</param>
/// <param name="ConflictSets">Conflict sets.</param>
/// <param name="FileBytes">Size of the file, in bytes.</param>
public sealed record PolicyLimits(int SteTypes, int WallTypes, int Labels, int ConflictSets, int FileBytes)
{
    /// <summary>What the kernel's tables hold (src/Monitor/Limits.cs).</summary>
    public static PolicyLimits Kernel { get; } = new(256, 256, 1024, 64, 16 << 20);

    /// <summary>For questions about policies that no kernel of ours will load.</summary>
    public static PolicyLimits Analysis { get; } = new(1024, 1024, 1 << 18, 1024, 256 << 20);

    /// <summary>Refuses the next item of a kind when the limit is reached.</summary>
    /// <param name="count">How many there would be with this one.</param>
    /// <param name="limit">How many there may be.</param>
    /// <param name="kind">What is counted, in the plural.</param>
    /// <param name="place">Where the item stands.</param>
    /// <exception cref="InputException">The limit is passed.</exception>
    public static void Require(int count, int limit, string kind, Place place)
    {
        if (count > limit)
            throw new InputException(place, $"more than {limit} {kind}",
                "the kernel's tables end there: split the policy");
    }
}
