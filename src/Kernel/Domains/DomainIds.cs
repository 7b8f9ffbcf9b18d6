using System.Runtime.CompilerServices;

namespace Verified.Kernel;

/// <summary>The meaning of a domain id that a guest names.</summary>
public static class DomainIds
{
    /// <summary>DOMID_SELF: the caller. Every other reserved id is no domain's.</summary>
    public const uint Self = 0x7ff0;

    /// <summary>The domain that <paramref name="id"/> means to <paramref name="caller"/>; it need not exist.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Resolve(uint caller, uint id) => id == Self ? caller : id;

    /// <summary>Whether a domain has this id and is not being destroyed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Exists(ref State s, uint id) =>
        id < Limits.Domains && s.Domains[(int)id].Status == DomainStatus.Alive;
}
