namespace Verified.Verifier.Policies.Xml;

/// <summary>
/// Policies of generations 0 and 1 are two files. The user names the policy, and the second file stands beside it under
/// ACM's name for it; or the user names both, as <c>POLICY.xml+SECOND.xml</c>.
/// </summary>
internal static class SecondFile
{
    private const string Joint = ".xml+";

    /// <summary>The two files of a joint name; null when the name is a file's own or is not joint.</summary>
    public static (string Policy, string Second)? Split(string name)
    {
        int joint = name.IndexOf(Joint, StringComparison.Ordinal);
        if (joint < 0 || File.Exists(name))
            return null;
        int plus = joint + Joint.Length - 1;
        return (name[..plus], name[(plus + 1)..]);
    }

    /// <summary>The second file of a policy that was named alone; null when the policy is whole.</summary>
    /// <param name="file">The policy.</param>
    /// <param name="kind">What it holds.</param>
    /// <exception cref="InputException">There is none, or the file that was named is itself a second one.</exception>
    public static string? Beside(string file, XmlKind kind) => kind switch
    {
        XmlKind.TypesOnly => Named(file, "-security_policy.xml", "-security_label_template.xml", "labels"),
        XmlKind.Machines => Named(file, "_policy.xml", "_def.xml", "types"),
        XmlKind.LabelTemplate => throw NoPolicy(file, "a label template"),
        XmlKind.Definition => throw NoPolicy(file, "a definition of types"),
        _ => null,
    };

    private static string Named(string file, string ending, string secondEnding, string content)
    {
        bool follows = file.EndsWith(ending, StringComparison.Ordinal);
        string second = follows ? file[..^ending.Length] + secondEnding : "*" + secondEnding;
        if (follows && File.Exists(second))
            return second;
        throw new InputException(new(file),
            $"its {content} stand in a second file, and there is no {Path.GetFileName(second)} "
            + "beside it", "name both files: POLICY.xml+SECOND.xml");
    }

    private static InputException NoPolicy(string file, string kind) =>
        new(new(file), $"is {kind}, half of a policy in two files", "name the policy, or both: POLICY.xml+SECOND.xml");
}
