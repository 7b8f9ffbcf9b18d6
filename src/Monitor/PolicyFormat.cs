namespace Verified.Monitor;

/// <summary>
/// The numbers of ACM's binary policy format, version 4; all words are big-endian. A file is: header, name of the
/// policy, Chinese Wall block (unless absent), Simple Type Enforcement block, names section (may be absent).
/// </summary>
internal static class PolicyFormat
{
    internal const uint Magic = 0x0001_debc;
    internal const uint Version = 4;
    internal const uint BlockVersion = 1;
    internal const uint NoCode = 0;
    internal const uint WallCode = 1;
    internal const uint SteCode = 2;

    internal const uint HeaderBytes = 60;
    internal const uint WallHeaderBytes = 36;
    internal const uint SteHeaderBytes = 20;

    /// <summary>More than the largest policy within <see cref="Limits"/> needs; keeps every offset small.</summary>
    internal const uint MaximumBytes = 1 << 24;

    /// <summary>The longest name, in bytes of UTF-8, with room for the terminating NUL of the policy's own.</summary>
    internal const uint MaximumName = 256;
}
