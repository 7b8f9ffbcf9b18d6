using System.Text.Json;

namespace Verified.Swarm;

/// <summary>A soak that was interrupted: what is done, so that it goes on from there.</summary>
/// <param name="Seed">Its seed.</param>
/// <param name="Length">Steps of a run.</param>
/// <param name="Runs">Runs that are done: all below this number.</param>
/// <param name="Steps">Steps that were made.</param>
/// <param name="Seconds">How long it took so far.</param>
/// <param name="ProcessorSeconds">Processor time so far.</param>
/// <param name="Coverage">How often each operation gave which result.</param>
internal sealed record Kept(
    ulong Seed, int Length, long Runs, long Steps, double Seconds, double ProcessorSeconds,
    IReadOnlyDictionary<string, long> Coverage)
{
    private static readonly JsonSerializerOptions Style = new() { WriteIndented = true };

    /// <summary>What a file keeps of this soak; null when there is no such file.</summary>
    /// <exception cref="InvalidDataException">The file keeps something else.</exception>
    public static Kept? Read(string file, Options options)
    {
        if (!File.Exists(file)) return null;
        try
        {
            Kept? kept = JsonSerializer.Deserialize<Kept>(File.ReadAllBytes(file));
            if (kept is not null && kept.Seed == options.Seed && kept.Length == options.Length) return kept;
        }
        catch (JsonException)
        {
            // Said below, in one line.
        }

        throw new InvalidDataException($"swarm: {file}: keeps no soak of seed {options.Seed}; remove it or name another file");
    }

    /// <summary>Writes the file, whole or not at all.</summary>
    public void Write(string file)
    {
        File.WriteAllBytes(file + ".new", JsonSerializer.SerializeToUtf8Bytes(this, Style));
        File.Move(file + ".new", file, overwrite: true);
    }
}
