namespace Verified.Proofs.Mediation.Dispatch;

/// <summary>A sentence that is decided along with dispatch, because it speaks of the same lifted routines.</summary>
/// <param name="name">Its name.</param>
/// <param name="statement">The sentence.</param>
internal sealed class SideSentence(string name, string statement)
{
    private readonly List<string> _against = [];
    private bool _isUnknown;
    private int _claims;

    /// <summary>Takes note of what was decided of a routine.</summary>
    /// <param name="claims">How many obligations there were.</param>
    /// <param name="open">Those that are not proved: the text, and whether it is only not decided.</param>
    public void Note(int claims, IEnumerable<(string Text, bool IsUnknown)> open)
    {
        _claims += claims;
        foreach ((string text, bool isUnknown) in open)
        {
            _against.Add(text);
            _isUnknown |= isUnknown;
        }
    }

    /// <summary>Takes note of something that stands against it.</summary>
    public void Refute(string text) => _against.Add(text);

    /// <summary>The sentence, decided.</summary>
    /// <param name="figures">Figures beside the number of obligations.</param>
    public MediationFinding Finding(string figures)
    {
        Verdict verdict = _against.Count == 0 ? Verdict.Proved : _isUnknown ? Verdict.Unknown : Verdict.Refuted;
        return new(name, statement, verdict, $"{figures}{_claims} obligations", [.. _against.Distinct()]);
    }
}
