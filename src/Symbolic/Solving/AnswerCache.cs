using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Verified.Symbolic.Terms;

namespace Verified.Symbolic.Solving;

/// <summary>
/// A solver's settled answers in a folder, one file a question, named by what the answer depends on: the question's
/// text, the solver with its version, and the budget. What a solver could not settle is not kept. A file that is
/// damaged, or stands under another question's name, is refused and written anew. Whoever can write the folder can
/// forge proofs, as whoever can write the tool can.
/// </summary>
/// <param name="solver">Who is asked what the folder does not hold.</param>
/// <param name="folder">The folder.</param>
/// <param name="refused">Told of each file that is refused, in one line; may be null.</param>
public sealed class AnswerCache(ISolver solver, string folder, Action<string>? refused = null) : ISolver
{
    private const string Title = "verified answer 1";

    /// <inheritdoc/>
    public string Name => solver.Name;

    /// <inheritdoc/>
    public Answer Check(Question question, ulong budget)
    {
        ArgumentNullException.ThrowIfNull(question);
        string key = Key(question, budget);
        string file = Path.Combine(folder, key[..2], key + ".answer");
        if (File.Exists(file))
        {
            if (Read(File.ReadAllText(file), key) is { } kept)
                return kept;
            refused?.Invoke($"{file}: damaged, or another question's answer; asked again");
        }

        Answer answer = solver.Check(question, budget);
        if (answer.Verdict != Verdict.Unknown)
            KeptFile.Write(file, Text(answer, key));
        return answer;
    }

    private string Key(Question question, ulong budget)
    {
        string all = string.Create(CultureInfo.InvariantCulture, $"{Title}\n{solver.Name}\n{budget}\n{question.Hash}\n");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(all)));
    }

    private static string Text(Answer answer, string key)
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"key {key}\n");
        text.Append(answer.Verdict == Verdict.Satisfiable ? "sat\n" : "unsat\n");
        text.Append(CultureInfo.InvariantCulture, $"work {answer.Work}\n");
        text.Append(answer.Model is null ? "no model\n" : "model\n");
        foreach ((string name, UInt128 value) in answer.Model?.Words ?? [])
            text.Append(CultureInfo.InvariantCulture, $"{value:x} {name}\n");
        return KeptFile.Sealed(Title, text.ToString());
    }

    private static Answer? Read(string text, string key)
    {
        if (KeptFile.Opened(Title, text) is not { } body)
            return null;
        string[] lines = body.Split('\n');
        if (lines.Length < 5 || lines[0] != "key " + key || !lines[2].StartsWith("work ", StringComparison.Ordinal)
            || !ulong.TryParse(lines[2].AsSpan(5), NumberStyles.None, CultureInfo.InvariantCulture, out ulong work))
            return null;
        Model? model = null;
        if (lines[3] == "model")
        {
            model = new();
            foreach (string line in lines[4..^1])
            {
                int space = line.IndexOf(' ', StringComparison.Ordinal);
                model.Set(line[(space + 1)..], UInt128.Parse(line[..space], NumberStyles.HexNumber, CultureInfo.InvariantCulture));
            }
        }

        Verdict verdict = lines[1] == "sat" ? Verdict.Satisfiable : Verdict.Unsatisfiable;
        return new(verdict, model, "", work, 0) { IsKept = true };
    }
}
