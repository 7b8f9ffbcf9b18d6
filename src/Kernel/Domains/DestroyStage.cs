using System.Runtime.CompilerServices;

namespace Verified.Kernel;

/// <summary>
/// The destruction of a domain as one row of steps: ports, handles, grants (for each of them every handle of its
/// grantee), leaves, and a last one. A cursor says which is next.
/// </summary>
public static class DestroyStage
{
    /// <summary>The first step that looks at a handle.</summary>
    public const uint Handles = Limits.Ports;

    /// <summary>The first step that looks at a grant.</summary>
    public const uint Grants = Handles + Limits.MaptrackHandles;

    /// <summary>The first step that looks at a leaf.</summary>
    public const uint Leaves = Grants + Limits.GrantReferences * Limits.MaptrackHandles;

    /// <summary>The last step.</summary>
    public const uint End = Leaves + Limits.GuestFrames;
}

/// <summary>The cursors, indexed by domain id.</summary>
[InlineArray(Limits.Domains)]
public struct DestroyCursorTable
{
    private uint _cursor;
}
