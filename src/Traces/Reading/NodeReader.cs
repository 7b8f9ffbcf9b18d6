using System.Text;
using System.Text.Json;

namespace Verified.Traces.Reading;

/// <summary>Makes <see cref="Node"/>s of a JSON text.</summary>
internal ref struct NodeReader
{
    private const int MaxDepth = 8;

    private readonly string _file;
    private readonly ReadOnlySpan<byte> _bytes;
    private Utf8JsonReader _reader;
    private int _line = 1;
    private long _counted;

    private NodeReader(ReadOnlySpan<byte> bytes, string file)
    {
        _file = file;
        _bytes = bytes.StartsWith(Encoding.UTF8.Preamble) ? bytes[Encoding.UTF8.Preamble.Length..] : bytes;
        _reader = new(_bytes, new JsonReaderOptions { MaxDepth = MaxDepth });
    }

    /// <summary>The value that a text is.</summary>
    /// <exception cref="TraceException">It is not one well-formed value.</exception>
    public static Node Read(ReadOnlySpan<byte> bytes, string file)
    {
        NodeReader reader = new(bytes, file);
        if (bytes.IsEmpty) throw new TraceException(file, 1, "the file is empty", "see the format in docs/traces.md");
        reader.Advance();
        Node node = reader.Value();
        return reader.Advance() ? throw reader.Error("text after the object", "remove it") : node;
    }

    private Node Value()
    {
        int line = Line();
        return _reader.TokenType switch
        {
            JsonTokenType.StartObject => Object(line),
            JsonTokenType.StartArray => List(line),
            JsonTokenType.String => new(_file, line, Text()),
            JsonTokenType.True => new(_file, line, true),
            JsonTokenType.False => new(_file, line, false),
            JsonTokenType.Number when _reader.TryGetDecimal(out decimal number) => new(_file, line, number),
            _ => new(_file, line, null),
        };
    }

    private Node Object(int line)
    {
        Dictionary<string, Node> members = new(StringComparer.Ordinal);
        while (Advance() && _reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = Text();
            if (members.ContainsKey(name)) throw Error($"'{Node.Shown(name)}' stands twice", "remove one");
            Advance();
            members.Add(name, Value());
        }

        return new(_file, line, members);
    }

    private Node List(int line)
    {
        List<Node> elements = [];
        while (Advance() && _reader.TokenType != JsonTokenType.EndArray) elements.Add(Value());
        return new(_file, line, elements);
    }

    private string Text()
    {
        try
        {
            return _reader.GetString() ?? "";
        }
        catch (InvalidOperationException)
        {
            throw Error("a text is not UTF-8", "write the file in UTF-8");
        }
    }

    private bool Advance()
    {
        try
        {
            return _reader.Read();
        }
        catch (JsonException e)
        {
            throw new TraceException(_file, (int)(e.LineNumber ?? 0) + 1, "not well-formed JSON", "correct the text");
        }
    }

    private int Line()
    {
        for (; _counted < _reader.TokenStartIndex; _counted++)
            _line += _bytes[(int)_counted] == '\n' ? 1 : 0;
        return _line;
    }

    private TraceException Error(string what, string mend) => new(_file, Line(), what, mend);
}
