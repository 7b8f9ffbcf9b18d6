using Verified.Explorer.Configurations;
using Verified.Explorer.States;
using Verified.Spec;

namespace Verified.Explorer.Steps;

/// <summary>Every step that anyone may try: the specification's operations with the values of their arguments.</summary>
internal static class StepTable
{
    /// <summary>The steps, in the order of the specification's operations; then what guests do to their pages.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <param name="handlers">The handlers; a test may put a wrong one among them.</param>
    public static IReadOnlyList<Step> All(
        Configuration configuration, IReadOnlyDictionary<string, Handler> handlers) =>
    [
        .. new Specification(Sizes.Tiny).Operations
            .Where(operation => configuration.Operations.Contains(operation.Name))
            .Where(operation => !configuration.WholeSequences || !Sequences.Parts.Contains(operation.Name))
            .SelectMany(operation => Of(configuration, operation, handlers[operation.Name])),
        .. configuration.WholeSequences ? Sequences.All(configuration, handlers) : [],
        .. GuestSteps.All(configuration),
    ];

    private static IEnumerable<Step> Of(
        Configuration configuration, Specification.Operation operation, Handler handler)
    {
        IReadOnlyList<string> names = [.. operation.Arguments.Select(a => a.Name)];
        bool hasCaller = names.Count > 0 && names[0] == "caller";
        Values[] values = [.. names.Select(name => Values.Of(configuration, operation.Name, name))];
        IEnumerable<ulong[]> all = Combinations(values).Where(arguments => !IsIdle(operation.Name, arguments));
        if (operation.Name == "create_domain" && configuration.MergesDomains)
        {
            return all.SelectMany(arguments => Values.Ids(configuration).Skip(1).Select(
                id => new Step(operation.Name, names, arguments, handler) { Next = (uint)id }));
        }

        if (operation.Name == "copy") all = all.Concat(Combinations(Values.OfWrites(configuration, values)));
        return all.Select(arguments => new Step(operation.Name, names, arguments, handler)
        {
            Caller = hasCaller && operation.Name != "create_domain" ? (int)arguments[0] : null,
            OwnFrame = operation.Name is "load_memory" or "save_memory" ? (uint)arguments[3] : null,
            MovesContents = operation.Name is "load_memory" or "save_memory" or "copy",
        });
    }

    // A grant to oneself is refused whatever the rest is: one such call, with DOMID_SELF, stands for all.
    private static bool IsIdle(string operation, ulong[] arguments) =>
        operation is "transfer" or "map_grant_ref" && arguments[0] == arguments[operation == "transfer" ? 2 : 4];

    private static IEnumerable<ulong[]> Combinations(Values[] values)
    {
        IEnumerable<ulong[]> all = [[]];
        foreach (Values value in values)
            all = [.. all.SelectMany(head => value.Usual.Select(v => (ulong[])[.. head, v]))];

        for (int i = 0; i < values.Length; i++)
        {
            int at = i;
            all = all.Concat(values[i].Hostile.Select(
                hostile => values.Select((v, j) => j == at ? hostile : v.Usual.Count == 0 ? 0 : v.Usual[0]).ToArray()));
        }

        return all;
    }
}
