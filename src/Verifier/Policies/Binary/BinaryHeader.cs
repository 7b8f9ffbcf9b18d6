using System.Collections.Immutable;

namespace Verified.Verifier.Policies.Binary;

/// <summary>The first 60 bytes of a binary policy, checked.</summary>
/// <param name="ReferenceOffset">Where the policy's name stands.</param>
/// <param name="WallOffset">Where the Chinese Wall block stands, or null without one.</param>
/// <param name="SteOffset">Where the Simple Type Enforcement block stands.</param>
/// <param name="Version">The policy's version.</param>
/// <param name="SourceHash">SHA-1 of the XML file it was compiled from.</param>
internal sealed record BinaryHeader(
    int ReferenceOffset, int? WallOffset, int SteOffset, PolicyVersion Version, ImmutableArray<byte> SourceHash)
{
    /// <summary>A version number has at most 8 digits.</summary>
    private const int MaxVersion = 99_999_999;

    /// <summary>
    /// The code that ACM's own tool wrote for "no second component"; its hypervisor then refused the file.
    /// </summary>
    private const uint UnsetCode = 15;

    public static BinaryHeader Read(byte[] bytes, string file)
    {
        WordReader reader = new(bytes, file, 0, bytes.Length);
        reader.Expect(BinaryFormat.Magic, "the magic number");
        reader.Expect(BinaryFormat.Version, "the format's version");
        int at = reader.Position;
        uint length = reader.Word("the header");
        if (length != bytes.Length)
        {
            throw reader.Error(at, $"the header says {length} bytes, the file has {bytes.Length}",
                "the file is truncated or has grown: compile the policy again");
        }

        int reference = reader.Count(bytes.Length, "as offset of the policy's name");
        int codes = reader.Position;
        uint primary = reader.Word("the header");
        int primaryOffset = reader.Count(bytes.Length, "as offset of the first component");
        uint secondary = reader.Word("the header");
        int secondaryOffset = reader.Count(bytes.Length, "as offset of the second component");
        PolicyVersion version = new(
            (uint)reader.Count(MaxVersion, "as major version"), (uint)reader.Count(MaxVersion, "as minor version"));
        ImmutableArray<byte> hash = reader.Bytes(BinaryFormat.HashBytes, "the hash");

        return (primary, secondary) switch
        {
            (BinaryFormat.WallCode, BinaryFormat.SteCode) =>
                new(reference, primaryOffset, secondaryOffset, version, hash),
            (BinaryFormat.SteCode, BinaryFormat.NullCode) => new(reference, null, primaryOffset, version, hash),
            (BinaryFormat.SteCode, UnsetCode) => throw reader.Error(codes,
                "the second component has code 15: ACM's tool wrote that, and its hypervisor refused it"),
            _ => throw reader.Error(codes, $"components ({primary}, {secondary}) are neither (1, 2) nor (2, 0)"),
        };
    }
}
