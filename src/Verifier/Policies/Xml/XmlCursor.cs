using System.Text;
using System.Xml;

namespace Verified.Verifier.Policies.Xml;

/// <summary>
/// Walks an XML policy element by element, in the order of its grammar. Everything that the grammar does not name
/// is refused with its place: text between elements, unknown elements and attributes, other namespaces, DTDs.
/// </summary>
internal sealed class XmlCursor : IDisposable
{
    /// <summary>The namespace of all generations of the format.</summary>
    public const string PolicyNamespace = "http://www.ibm.com";

    private const string SchemaInstance = "http://www.w3.org/2001/XMLSchema-instance";
    private const string Grammar = "see the grammar in docs/policy-tool.md";

    /// <summary>The grammar nests six deep.</summary>
    private const int MaxDepth = 16;

    private readonly XmlReader _reader;
    private readonly string _file;
    private readonly byte[] _bytes;

    /// <summary>For every open element, whether it was written as <c>&lt;Name/&gt;</c>.</summary>
    private readonly Stack<bool> _open = new();

    /// <summary>What the grammar would have taken at this position.</summary>
    private readonly List<string> _expected = [];

    public XmlCursor(byte[] bytes, string file)
    {
        (_file, _bytes) = (file, bytes);
        TagBound.Require(bytes, file);
        XmlReaderSettings settings = new()
        {
            DtdProcessing = DtdProcessing.Prohibit,
            XmlResolver = null,
            IgnoreComments = true,
            IgnoreProcessingInstructions = true,
            IgnoreWhitespace = true,
            MaxCharactersInDocument = bytes.Length + 1L,
            CloseInput = true,
        };
        _reader = XmlReader.Create(new MemoryStream(bytes), settings);
        Guard(() => _reader.MoveToContent());
    }

    /// <summary>The place of the current tag.</summary>
    public Place Place => new(_file, (_reader as IXmlLineInfo)?.LineNumber ?? 0);

    /// <summary>The local name of the element that comes next, or null where the parent ends.</summary>
    private string? Next => AtEnd ? null : _reader.LocalName;

    private bool AtEnd =>
        (_open.Count > 0 && _open.Peek()) || _reader.NodeType is XmlNodeType.EndElement or XmlNodeType.None;

    /// <summary>Whether the next element is the named one.</summary>
    public bool At(string name)
    {
        _expected.Add($"<{name}>");
        return Next == name && _reader.NamespaceURI == PolicyNamespace;
    }

    /// <summary>Enters the named element, which must come next, and gives its attributes.</summary>
    /// <param name="name">The element's local name.</param>
    /// <param name="attributes">The attributes that it may have, each at most once.</param>
    /// <returns>For each of <paramref name="attributes"/>, its value without surrounding blanks, or null.</returns>
    public string?[] Enter(string name, params string[] attributes)
    {
        if (!At(name))
            throw Unexpected();
        if (_open.Count == MaxDepth)
            throw new InputException(Place, $"elements nest deeper than {MaxDepth}", Grammar);

        string?[] values = ReadAttributes(name, attributes);
        bool empty = _reader.IsEmptyElement;
        _open.Push(empty);
        if (!empty)
            Advance();
        _expected.Clear();
        return values;
    }

    /// <summary>Leaves the current element, which must end here.</summary>
    public void Leave()
    {
        if (!AtEnd)
            throw Unexpected();
        _open.Pop();
        Advance();
        _expected.Clear();
    }

    /// <summary>Checks that nothing follows the root element.</summary>
    public void End()
    {
        if (_reader.NodeType != XmlNodeType.None)
            throw Unexpected();
    }

    /// <summary>Reads the named element, which must come next, as text without surrounding blanks.</summary>
    /// <param name="name">The element's local name.</param>
    /// <param name="place">Where the element stands.</param>
    /// <param name="attributes">The attributes that it may have.</param>
    /// <returns>The text, then the attributes' values as <see cref="Enter"/> gives them.</returns>
    public (string Text, string?[] Attributes) ReadText(string name, out Place place, params string[] attributes)
    {
        if (!At(name))
            throw Unexpected();

        place = Place;
        string?[] values = ReadAttributes(name, attributes);
        StringBuilder text = new();
        if (!_reader.IsEmptyElement)
        {
            Guard(() => _reader.Read());
            while (_reader.NodeType is XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace
                or XmlNodeType.Whitespace)
            {
                // Decoding is lazy: the value is where bad bytes show themselves.
                Guard(() => text.Append(_reader.Value));
                Guard(() => _reader.Read());
            }

            if (_reader.NodeType != XmlNodeType.EndElement)
                throw new InputException(Place, $"<{name}> holds more than text", Grammar);
        }

        Advance();
        _expected.Clear();
        return (text.ToString().Trim(), values);
    }

    /// <summary>The error for an element that the grammar does not expect here, or for one that is missing.</summary>
    public InputException Unexpected()
    {
        string wanted = string.Join(" or ", _expected.Distinct());
        if (Next is not { } found)
            return new(Place, $"{wanted} is missing", Grammar);
        string name = NameRules.Quote(found);
        if (_reader.NamespaceURI != PolicyNamespace && _expected.Contains($"<{found}>"))
            return new(Place, $"element {name} is in the wrong namespace",
                $"write xmlns=\"{PolicyNamespace}\" at the root");
        string instead = wanted.Length == 0 ? "the element should end" : $"expected {wanted}";
        return new(Place, $"element {name} is unknown or out of order here, {instead}", Grammar);
    }

    public void Dispose() => _reader.Dispose();

    private string?[] ReadAttributes(string element, string[] names)
    {
        string?[] values = new string?[names.Length];
        while (_reader.MoveToNextAttribute())
        {
            if (_reader.NamespaceURI is "http://www.w3.org/2000/xmlns/" or SchemaInstance)
                continue;

            int index = Array.IndexOf(names, _reader.Name);
            if (index < 0)
                throw new InputException(Place, $"<{element}> has no attribute {NameRules.Quote(_reader.Name)}",
                    Grammar);
            Guard(() => values[index] = _reader.Value.Trim());
        }

        _reader.MoveToElement();
        return values;
    }

    /// <summary>Goes to the next start or end tag.</summary>
    private void Advance()
    {
        do
        {
            Guard(() => _reader.Read());
            if (_reader.NodeType is XmlNodeType.Text or XmlNodeType.CDATA)
            {
                string text = "";
                Guard(() => text = _reader.Value);
                throw StrayText(text);
            }
        }
        while (_reader.NodeType is not (XmlNodeType.Element or XmlNodeType.EndElement or XmlNodeType.None));
    }

    private InputException StrayText(string text)
    {
        int blankLines = text.TakeWhile(char.IsWhiteSpace).Count(character => character == '\n');
        Place place = Place with { Line = Place.Line + blankLines };
        return new(place, $"text {NameRules.Quote(text.Trim())} between elements", Grammar);
    }

    /// <summary>Turns the parser's errors into ours.</summary>
    private void Guard(Func<object> step)
    {
        try
        {
            step();
        }
        catch (XmlException e)
        {
            // A DTD is refused before the parser counts lines.
            bool dtd = e.Message.Contains("DTD", StringComparison.Ordinal);
            string what = dtd ? "a document type declaration (DTD) is refused" : $"not well-formed XML: {Reason(e)}";
            int line = dtd ? LineOfDoctype() : Math.Max(e.LineNumber, Place.Line);
            throw new InputException(new(_file, line), what, dtd ? "remove it" : "correct the XML");
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            // Encodings that the platform does not know or that the bytes do not follow.
            throw new InputException(Place, "the text is not in the encoding that it declares", "write it in UTF-8");
        }
    }

    private int LineOfDoctype()
    {
        int at = _bytes.AsSpan().IndexOf("<!DOCTYPE"u8);
        return at < 0 ? 1 : 1 + _bytes.AsSpan(0, at).Count((byte)'\n');
    }

    /// <summary>The parser's message without its own place, short and on one line.</summary>
    private static string Reason(XmlException e)
    {
        string message = e.Message;
        int place = message.LastIndexOf(" Line ", StringComparison.Ordinal);
        message = (place > 0 ? message[..place] : message).TrimEnd('.');
        return message.Length <= 120 && !message.Any(char.IsControl) ? message : "the text breaks XML's own grammar";
    }
}
