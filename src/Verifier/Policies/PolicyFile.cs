using Verified.Verifier.Policies.Binary;
using Verified.Verifier.Policies.Xml;

namespace Verified.Verifier.Policies;

/// <summary>
/// Opens a policy of any format that the tool reads; the content tells which. A policy of generation 0 or 1 is two
/// files: the second is found beside the first by its name, or both are named as <c>POLICY.xml+SECOND.xml</c>.
/// </summary>
public static class PolicyFile
{
    /// <summary>The policy in a file or in two.</summary>
    /// <param name="file">The path as the user named it.</param>
    /// <param name="limits">How large it may be.</param>
    /// <exception cref="InputException">A file cannot be read or is no policy.</exception>
    public static Policy Read(string file, PolicyLimits limits)
    {
        if (SecondFile.Split(file) is not { } files)
            return Parse(BoundedFile.Read(file, limits.FileBytes), file, limits);
        return Parse(BoundedFile.Read(files.Policy, limits.FileBytes), files.Policy,
            BoundedFile.Read(files.Second, limits.FileBytes), files.Second, limits);
    }

    /// <summary>
    /// The policy in bytes that were read before; a second file, if it needs one, is read from its folder.
    /// </summary>
    /// <param name="bytes">The file's content.</param>
    /// <param name="file">Its name, for messages and to find the second file by.</param>
    /// <param name="limits">How large the policy may be.</param>
    /// <exception cref="InputException">The bytes are no policy, or the second file cannot be read.</exception>
    public static Policy Parse(byte[] bytes, string file, PolicyLimits limits)
    {
        if (BinaryPolicyReader.Recognises(bytes))
            return BinaryPolicyReader.Read(bytes, file, limits);
        return SecondFile.Beside(file, XmlKinds.Of(bytes, file)) is { } second
            ? Parse(bytes, file, BoundedFile.Read(second, limits.FileBytes), second, limits)
            : XmlPolicyReader.Read(bytes, file, limits);
    }

    /// <summary>The policy of generation 0 or 1 in the bytes of its two files.</summary>
    /// <param name="policy">The policy's content.</param>
    /// <param name="policyFile">Its name, for messages.</param>
    /// <param name="second">The content of the label template or of the definition of types.</param>
    /// <param name="secondFile">Its name, for messages.</param>
    /// <param name="limits">How large the policy may be.</param>
    /// <exception cref="InputException">The two are no policy.</exception>
    public static Policy Parse(byte[] policy, string policyFile, byte[] second, string secondFile, PolicyLimits limits)
    {
        return XmlKinds.Of(policy, policyFile) switch
        {
            XmlKind.TypesOnly => TemplatePolicyReader.Read(policy, policyFile, second, secondFile, limits),
            XmlKind.Machines => MachinePolicyReader.Read(policy, policyFile, second, secondFile, limits),
            XmlKind.Policy => throw new InputException(
                new(policyFile), "is a whole policy and has no second file", "name it alone"),
            _ => throw new InputException(
                new(policyFile), "is the second file of a policy in two",
                "name the policy first: POLICY.xml+SECOND.xml"),
        };
    }
}
