using System.Text;
using System.Text.Json;
using Verified.Verifier.Policies;

namespace Verified.Verifier.Intents;

/// <summary>Walks a JSON text token by token and knows the line of each.</summary>
internal ref struct JsonCursor
{
    private const int MaxDepth = 8;

    private readonly string _file;
    private readonly string _format;
    private readonly ReadOnlySpan<byte> _bytes;
    private Utf8JsonReader _reader;
    private int _line = 1;
    private long _counted;

    /// <summary>Starts before the first token; a byte order mark is skipped.</summary>
    /// <param name="bytes">The text.</param>
    /// <param name="file">Its file, as the user named it.</param>
    /// <param name="format">Where the format is written down, as a mend.</param>
    public JsonCursor(ReadOnlySpan<byte> bytes, string file, string format)
    {
        (_file, _format) = (file, format);
        _bytes = bytes.StartsWith(Encoding.UTF8.Preamble) ? bytes[Encoding.UTF8.Preamble.Length..] : bytes;
        _reader = new(_bytes, new JsonReaderOptions { MaxDepth = MaxDepth });
    }

    /// <summary>The current token's kind.</summary>
    public readonly JsonTokenType Token => _reader.TokenType;

    /// <summary>Where the current token stands.</summary>
    public Place Place
    {
        get
        {
            for (; _counted < _reader.TokenStartIndex; _counted++)
                _line += _bytes[(int)_counted] == '\n' ? 1 : 0;
            return new(_file, _line);
        }
    }

    /// <summary>Goes to the next token; false at the end of the text.</summary>
    public bool Advance()
    {
        try
        {
            return _reader.Read();
        }
        catch (JsonException e)
        {
            throw new InputException(new(_file, (int)(e.LineNumber ?? 0) + 1), "not well-formed JSON",
                "correct the text");
        }
    }

    /// <summary>Goes to the next token, which must be of a kind.</summary>
    public void Expect(JsonTokenType token, string wanted)
    {
        if (!Advance() || Token != token)
            throw new InputException(Place, $"expected {wanted}", _format);
    }

    /// <summary>The current number; null when it is not whole or too large.</summary>
    public readonly int? Number() => _reader.TryGetInt32(out int number) ? number : null;

    /// <summary>The text of the current string or property name.</summary>
    public string Text()
    {
        try
        {
            return _reader.GetString() ?? "";
        }
        catch (InvalidOperationException)
        {
            throw new InputException(Place, "a name is not UTF-8", "write the file in UTF-8");
        }
    }
}
