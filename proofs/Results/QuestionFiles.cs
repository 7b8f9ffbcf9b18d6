using System.Globalization;

namespace Verified.Proofs;

/// <summary>
/// The questions of an operation's obligations as SMT-LIB files, one each, numbered: the same bytes for the same image.
/// A comment says what the file is about; <c>:status</c> says what answer proves the obligation.
/// </summary>
public static class QuestionFiles
{
    /// <summary>The text of one file.</summary>
    /// <param name="operation">The operation's name.</param>
    /// <param name="asked">The question.</param>
    public static string Text(string operation, AskedQuestion asked)
    {
        ArgumentNullException.ThrowIfNull(asked);
        string status = asked.AsksForPossibility ? "sat" : "unsat";
        return $"; {operation} {asked.Theorem}: {asked.Obligation.Name}\n(set-info :status {status})\n{asked.Question.Text()}";
    }

    /// <summary>The name of the file of the question of a number, from 1 on.</summary>
    public static string Name(string operation, int number) =>
        string.Create(CultureInfo.InvariantCulture, $"{operation}-{number:d3}.smt2");

    /// <summary>Writes an operation's files and removes those that it had before.</summary>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static void Write(string folder, string operation, IReadOnlyList<AskedQuestion> asked)
    {
        ArgumentNullException.ThrowIfNull(asked);
        Directory.CreateDirectory(folder);
        for (int i = 0; i < asked.Count; i++)
            File.WriteAllText(Path.Combine(folder, Name(operation, i + 1)), Text(operation, asked[i]));
        for (int i = asked.Count + 1; File.Exists(Path.Combine(folder, Name(operation, i))); i++)
            File.Delete(Path.Combine(folder, Name(operation, i)));
    }
}
