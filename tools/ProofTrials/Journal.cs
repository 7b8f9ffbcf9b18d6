using Verified.Proofs;
using Verified.Proofs.Image;
using Verified.Spec;
using Verified.Symbolic.Solving;

namespace Verified.Tools.ProofTrials;

/// <summary>
/// What a trial has found so far, one line each, behind a line that says what it speaks of: the image, the solver, and
/// the programs that prove. A journal that speaks of something else is begun anew.
/// </summary>
internal sealed class Journal : IDisposable
{
    private readonly Dictionary<string, string> _known = [];
    private readonly StreamWriter _writer;
    private readonly Lock _lock = new();

    /// <summary>Opens or begins a journal.</summary>
    /// <param name="file">The file.</param>
    /// <param name="about">What it speaks of beside the image and the programs.</param>
    /// <param name="image">The image.</param>
    public Journal(string file, string about, ImageUnderProof image)
    {
        string title = $"{about}; image {image.Hash}; {string.Join(' ', Programs())}";
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
        string[] lines = File.Exists(file) ? File.ReadAllLines(file) : [];
        bool goesOn = lines.Length > 0 && lines[0] == title;
        // A line that was cut short has no end mark.
        foreach (string line in goesOn ? lines[1..].Where(line => line.EndsWith('.')) : [])
        {
            string[] parts = line[..^1].Split('\t', 2);
            if (parts.Length == 2)
                _known[parts[0]] = parts[1];
        }

        _writer = new(file, append: false) { AutoFlush = true };
        _writer.WriteLine(title);
        foreach ((string key, string value) in _known)
            Write(key, value);
    }

    /// <summary>How many lines it has.</summary>
    public int Count => _known.Count;

    /// <summary>What was found about something, or null.</summary>
    public string? Find(string key)
    {
        lock (_lock)
            return _known.GetValueOrDefault(key);
    }

    /// <summary>Adds what was found; from any thread.</summary>
    public void Add(string key, string value)
    {
        lock (_lock)
        {
            _known[key] = value;
            Write(key, value);
        }
    }

    public void Dispose() => _writer.Dispose();

    private void Write(string key, string value) => _writer.WriteLine($"{key}\t{value}.");

    // The builds are deterministic: the same program has the same number.
    private static IEnumerable<string> Programs() =>
        new[] { typeof(ProofRun), typeof(Sizes), typeof(Z3Solver) }.Select(type => type.Module.ModuleVersionId.ToString("N"));
}
