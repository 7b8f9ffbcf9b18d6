namespace Verified.Monitor;

/// <summary>Why a policy is refused, with Xen's error numbers, negated.</summary>
public static class PolicyError
{
    /// <summary>The policy was accepted.</summary>
    public const long None = 0;

    /// <summary>E2BIG: the policy is well-formed as far as it was read, but beyond <see cref="Limits"/>.</summary>
    public const long TooBig = -7;

    /// <summary>EBUSY: a policy is in force already.</summary>
    public const long Busy = -16;

    /// <summary>
    /// EINVAL: not version 4 of the binary format, truncated, inconsistent, without any type (a null policy), without a
    /// bootstrap label, or with a label that holds two types of one conflict set.
    /// </summary>
    public const long Invalid = -22;
}
