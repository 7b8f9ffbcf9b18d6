using Verified.Verifier.Policies.Binary;
using Verified.Verifier.Policies.Xml;

namespace Verified.Verifier.Policies;

/// <summary>Opens a policy file of any format that the tool reads; the content tells which.</summary>
public static class PolicyFile
{
    /// <summary>The policy in a file.</summary>
    /// <param name="file">The path as the user named it.</param>
    /// <param name="limits">How large it may be.</param>
    /// <exception cref="InputException">The file cannot be read or is no policy.</exception>
    public static Policy Read(string file, PolicyLimits limits) =>
        Parse(BoundedFile.Read(file, limits.FileBytes), file, limits);

    /// <summary>The policy in bytes that were read before.</summary>
    /// <param name="bytes">The file's content.</param>
    /// <param name="file">Its name, for messages.</param>
    /// <param name="limits">How large it may be.</param>
    /// <exception cref="InputException">The bytes are no policy.</exception>
    public static Policy Parse(byte[] bytes, string file, PolicyLimits limits) =>
        BinaryPolicyReader.Recognises(bytes)
            ? BinaryPolicyReader.Read(bytes, file, limits)
            : XmlPolicyReader.Read(bytes, file, limits);
}
