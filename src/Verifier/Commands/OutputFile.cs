using Verified.Verifier.Policies;

namespace Verified.Verifier.Commands;

/// <summary>Writes the file that a command was asked for.</summary>
internal static class OutputFile
{
    /// <summary>Writes a file whole.</summary>
    /// <exception cref="InputException">It cannot be written.</exception>
    public static void Write(string file, ReadOnlySpan<byte> bytes)
    {
        try
        {
            File.WriteAllBytes(file, bytes);
        }
        catch (Exception e) when (
            e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new InputException(new(file), "cannot be written", "check the folder and its permissions");
        }
    }
}
