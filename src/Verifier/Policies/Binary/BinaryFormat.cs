namespace Verified.Verifier.Policies.Binary;

/// <summary>The numbers of ACM's binary policy format, version 4. Every word is big-endian.</summary>
public static class BinaryFormat
{
    /// <summary>The first word of a policy.</summary>
    public const uint Magic = 0x0001debc;

    /// <summary>Version of the format.</summary>
    public const uint Version = 4;

    /// <summary>
    /// Ten words and a SHA-1: magic, version, length, reference offset, two codes with offsets, two version numbers.
    /// </summary>
    public const int HeaderBytes = 60;

    /// <summary>Where the header's ten words end and the SHA-1 of the XML source begins.</summary>
    public const int HashOffset = 40;

    /// <summary>Bytes of a SHA-1.</summary>
    public const int HashBytes = 20;

    /// <summary>Version of both component blocks.</summary>
    public const uint ComponentVersion = 1;

    /// <summary>Code of an absent component.</summary>
    public const uint NullCode = 0;

    /// <summary>Code of the Chinese Wall.</summary>
    public const uint WallCode = 1;

    /// <summary>Code of Simple Type Enforcement.</summary>
    public const uint SteCode = 2;

    /// <summary>Nine words before the Chinese Wall's matrices.</summary>
    public const int WallHeaderBytes = 36;

    /// <summary>Five words before the Simple Type Enforcement matrix.</summary>
    public const int SteHeaderBytes = 20;

    /// <summary>Blocks are padded to a multiple of so many bytes.</summary>
    public const int Alignment = 8;

    /// <summary>A block's size with its padding.</summary>
    public static int Padded(int bytes) => (bytes + Alignment - 1) / Alignment * Alignment;
}
