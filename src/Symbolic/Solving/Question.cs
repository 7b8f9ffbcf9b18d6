using System.Security.Cryptography;
using System.Text;
using Verified.Symbolic.Terms;

namespace Verified.Symbolic.Solving;

/// <summary>
/// What a solver is asked: can these assertions hold together? Its SMT-LIB text is what solvers read, and the text's
/// hash names the question wherever an answer is kept.
/// </summary>
public sealed class Question
{
    private readonly Dictionary<SmtSharing, string> _texts = [];
    private string? _hash;

    /// <summary>A question.</summary>
    /// <param name="assertions">Truth values without arrays, of one store.</param>
    public Question(IReadOnlyList<Term> assertions)
    {
        Assertions = assertions ?? throw new ArgumentNullException(nameof(assertions));
    }

    /// <summary>The assertions.</summary>
    public IReadOnlyList<Term> Assertions { get; }

    /// <summary>SHA-256 of <see cref="Text"/> with definitions, in lower-case hexadecimal.</summary>
    public string Hash => _hash ??= Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Text())));

    /// <summary>The question as SMT-LIB 2 text: the same bytes for the same assertions.</summary>
    /// <param name="sharing">How shared terms are named.</param>
    public string Text(SmtSharing sharing = SmtSharing.Definitions)
    {
        if (!_texts.TryGetValue(sharing, out string? text))
            _texts[sharing] = text = SmtLib.Print(Assertions, sharing);
        return text;
    }
}
