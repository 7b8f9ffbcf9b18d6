using System;
using Verified.Kernel.Boot;
using Verified.Monitor;

namespace Verified.Guests;

/// <summary>
/// What becomes of the labels in force when another policy takes over: a label goes on under its own name, with another
/// number perhaps; one that the other policy does not name is deleted.
/// </summary>
internal static unsafe class Successors
{
    // Half a page of ssidrefs that are deleted, and half a page of pairs (old, new).
    private const uint MostDeleted = 512;
    private const uint MostChanged = 256;

    /// <summary>The ssidrefs that are deleted.</summary>
    internal static uint* Deleted => (uint*)Grants.Page(3);

    /// <summary>How many.</summary>
    internal static uint DeletedCount { get; private set; }

    /// <summary>Pairs of ssidrefs, old and new.</summary>
    internal static uint* Changed => (uint*)Grants.Page(4);

    /// <summary>How many pairs.</summary>
    internal static uint ChangedCount { get; private set; }

    /// <summary>Compares the policy in force with another; false when there are more differences than are carried.</summary>
    internal static bool Find(ReadOnlySpan<byte> other)
    {
        DeletedCount = 0;
        ChangedCount = 0;
        PolicyLayout.Read(other, out PolicyLayout layout);
        uint count = Policy.Layout.VmRows;
        for (uint row = 0; row < count; row++)
        {
            PolicyNames.TryFindLabel(Policy.File, row, out ReadOnlySpan<byte> name);
            bool stays = PolicyNames.TryFindRow(other, name, out uint next) && next < layout.VmRows;
            if (stays && next == row)
                continue;
            if (stays ? ChangedCount == MostChanged : DeletedCount == MostDeleted)
                return false;
            if (stays)
            {
                Changed[2 * ChangedCount] = PolicyOps.OnTheWire(row);
                Changed[(2 * ChangedCount) + 1] = PolicyOps.OnTheWire(next);
                ChangedCount++;
            }
            else
            {
                Deleted[DeletedCount++] = PolicyOps.OnTheWire(row);
            }
        }

        return true;
    }
}
