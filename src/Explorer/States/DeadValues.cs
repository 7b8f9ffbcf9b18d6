using Verified.Kernel;
using Verified.Monitor;

namespace Verified.Explorer.States;

/// <summary>
/// Values that nothing reads before they are written again are no difference between states: they become 0. A domain is
/// entered between any two steps, so that a flush that it owes is made at once.
/// </summary>
internal static class DeadValues
{
    /// <summary>Clears them.</summary>
    public static void Clear(ref State s)
    {
        for (int d = 0; d < Limits.Domains; d++)
        {
            s.Domains[d].FlushOwed = 0;
            for (int r = 0; r < Limits.GrantReferences; r++)
            {
                ref ActiveGrant grant = ref s.ActiveGrants[d][r];
                if (grant.ReadPins == 0 && grant.WritePins == 0) (grant.Frame, grant.Grantee) = (0, 0);
            }
        }

        ref MonitorState monitor = ref s.Monitor;
        if (monitor.Change.Phase != ChangePhase.None) return;

        // Without a change the other labelling means nothing, and which of the two is in force neither.
        if (monitor.Current == 1) monitor.Labellings[0] = monitor.Labellings[1];
        monitor.Labellings[1] = default;
        monitor.Current = 0;
        (monitor.Change.Mode, monitor.Change.Refused) = (0, 0);
    }
}
