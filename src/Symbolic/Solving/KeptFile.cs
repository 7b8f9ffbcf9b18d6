using System.Security.Cryptography;
using System.Text;

namespace Verified.Symbolic.Solving;

/// <summary>A small text file that a later run believes: its title says what it is, its last line is its hash.</summary>
public static class KeptFile
{
    /// <summary>A body between its title and its hash.</summary>
    /// <param name="title">What the file is, and its version.</param>
    /// <param name="body">Lines, each with its end.</param>
    public static string Sealed(string title, string body) => $"{title}\n{body}sha256 {Hash(title, body)}\n";

    /// <summary>The body of a file, or null if the file is another kind's, cut short or changed.</summary>
    /// <param name="title">What the file must be.</param>
    /// <param name="text">The whole file.</param>
    public static string? Opened(string title, string text)
    {
        ArgumentNullException.ThrowIfNull(title);
        ArgumentNullException.ThrowIfNull(text);
        int last = text.LastIndexOf("\nsha256 ", StringComparison.Ordinal) + 1;
        if (last <= title.Length || !text.StartsWith(title + "\n", StringComparison.Ordinal))
            return null;
        string body = text[(title.Length + 1)..last];
        return Sealed(title, body) == text ? body : null;
    }

    /// <summary>Writes a file whole or not at all, whoever writes it at the same time.</summary>
    public static void Write(string file, string text)
    {
        ArgumentNullException.ThrowIfNull(file);
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
        string unfinished = $"{file}.{Path.GetRandomFileName()}";
        File.WriteAllText(unfinished, text);
        File.Move(unfinished, file, overwrite: true);
    }

    private static string Hash(string title, string body) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(title + "\n" + body)));
}
