using Verified.Logic;
using Verified.Spec;

namespace Verified.Traces;

/// <summary>The words of a trace: the specification's operations, their arguments and the fields of its tables.</summary>
public static class Vocabulary
{
    private static readonly Dictionary<string, IReadOnlyList<string>> ByOperation =
        new Specification<Bit, Word, Table>(Sizes.Small).Operations.ToDictionary(
            operation => operation.Name,
            operation => (IReadOnlyList<string>)[.. operation.Arguments.Select(argument => argument.Name)]);

    private static readonly Dictionary<string, Field> ByPath = Fields.All.ToDictionary(field => field.Path);

    private static readonly (GuestArea Area, string Word)[] Areas =
    [
        (GuestArea.GrantTable, "grant_table"),
        (GuestArea.SharedInfo, "shared_info"),
        (GuestArea.VcpuInfo, "vcpu_info"),
        (GuestArea.Frame, "frame"),
    ];

    /// <summary>The names of an operation's arguments, in order; null when there is no such operation.</summary>
    public static IReadOnlyList<string>? ArgumentsOf(string operation) => ByOperation.GetValueOrDefault(operation);

    /// <summary>The field with a path; null when there is none.</summary>
    public static Field? FieldOf(string path) => ByPath.GetValueOrDefault(path);

    /// <summary>An area's word.</summary>
    public static string WordOf(GuestArea area) => Areas.First(a => a.Area == area).Word;

    /// <summary>The area with a word; null when there is none.</summary>
    public static GuestArea? AreaOf(string word) =>
        Areas.Where(a => a.Word == word).Select(a => (GuestArea?)a.Area).FirstOrDefault();

    /// <summary>The domain that makes a call; null for a step of the hypervisor's own.</summary>
    public static int? CallerOf(CallStep call)
    {
        ArgumentNullException.ThrowIfNull(call);
        return ArgumentsOf(call.Operation) is ["caller", ..] ? (int)call.Arguments[0] : null;
    }

    /// <summary>The sizes' word.</summary>
    public static string WordOf(TraceSizes sizes) => sizes switch
    {
        TraceSizes.Tiny => "tiny",
        TraceSizes.Small => "small",
        _ => "image",
    };
}
