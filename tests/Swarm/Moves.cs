using Verified.Spec;

namespace Verified.Swarm;

/// <summary>An operation of the specification as the random guests see it: where in its arguments which domains are.</summary>
internal sealed class Move
{
    /// <summary>A move.</summary>
    public Move(Specification.Operation operation, int number)
    {
        (Operation, Number) = (operation, number);
        Names = [.. operation.Arguments.Select(argument => argument.Name)];
        Widths = [.. operation.Arguments.Select(argument => argument.Width)];
        Caller = Array.IndexOf(Names, "caller");
        Own = Caller >= 0 ? Caller : Array.IndexOf(Names, "domain");
        Peer = Array.FindIndex(Names, IsPeer);
        Order = [.. Enumerable.Range(0, Names.Length).OrderBy(i => Rank(Names[i]))];
    }

    /// <summary>The operation.</summary>
    public Specification.Operation Operation { get; }

    /// <summary>Its place in the specification's list.</summary>
    public int Number { get; }

    /// <summary>The names of its arguments.</summary>
    public string[] Names { get; }

    /// <summary>Their widths in bits.</summary>
    public int[] Widths { get; }

    /// <summary>Which argument is the caller; -1 for none.</summary>
    public int Caller { get; }

    /// <summary>Which argument is the domain whose tables it is about; -1 for none.</summary>
    public int Own { get; }

    /// <summary>Which argument is the first other domain; -1 for none.</summary>
    public int Peer { get; }

    /// <summary>The order in which the arguments are chosen: what others depend on first.</summary>
    public int[] Order { get; }

    /// <summary>Every operation of the specification: a new one is a move at once.</summary>
    public static IReadOnlyList<Move> All { get; } =
        [.. new Specification(Sizes.Small).Operations.Select((operation, number) => new Move(operation, number))];

    /// <summary>The move of an operation.</summary>
    public static Move Of(string operation) => ByName[operation];

    private static readonly Dictionary<string, Move> ByName = All.ToDictionary(move => move.Operation.Name);

    /// <summary>Whether an argument of that name is another domain.</summary>
    public static bool IsPeer(string name) => name == "dom" || name.EndsWith("_dom", StringComparison.Ordinal);

    private static int Rank(string name) => name switch
    {
        "caller" or "domain" => 0,
        "flags" or "by1" or "by2" => 1,
        "handle" => 3,
        "host_addr" => 4,
        _ => IsPeer(name) ? 1 : 2,
    };
}
