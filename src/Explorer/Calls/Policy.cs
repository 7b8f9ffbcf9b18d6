using Verified.Kernel;

namespace Verified.Calls;

internal static partial class Handlers
{
    private static Dictionary<string, Handler> Policy => new()
    {
        ["getdecision"] = (ref s, a, o) =>
        {
            long result = Decision.GetDecision(
                ref s, (uint)a[0], (uint)a[1], (uint)a[2], (uint)a[3], (uint)a[4], (uint)a[5], out uint decision);
            o[0] = decision;
            return result;
        },
        ["stage_types"] = (ref s, a, _) => PolicyStage.Types(ref s, (uint)a[0], (uint)a[1], (uint)a[2], a[3]),
        ["stage_counts"] = (ref s, a, _) =>
            PolicyStage.Counts(ref s, (uint)a[0], (uint)a[1], (uint)a[2], (uint)a[3], (uint)a[4]),
        ["stage_successor"] = (ref s, a, _) => PolicyStage.Successor(ref s, (uint)a[0], (uint)a[1]),
        ["begin_change"] = (ref s, a, _) => PolicyChange.Begin(ref s, (uint)a[0], (uint)a[1]),
        ["change_label"] = (ref s, a, _) => PolicyChange.Label(ref s, (uint)a[0]),
        ["change_step"] = (ref s, _, _) => PolicyChange.Step(ref s),
        ["commit_change"] = (ref s, _, _) => PolicyChange.Commit(ref s),
        ["abort_change"] = (ref s, _, _) => PolicyChange.Abort(ref s),
    };
}
