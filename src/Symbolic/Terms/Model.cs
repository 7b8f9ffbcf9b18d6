namespace Verified.Symbolic.Terms;

/// <summary>Values for the unknowns of a store, by name; what is not named is 0 everywhere.</summary>
public sealed class Model
{
    private readonly Dictionary<string, UInt128> _words = [];
    private readonly Dictionary<string, Dictionary<UInt128, UInt128>> _arrays = [];

    /// <summary>The names and values of words and truth values (0 or 1), by name.</summary>
    public IEnumerable<KeyValuePair<string, UInt128>> Words => _words.OrderBy(w => w.Key, StringComparer.Ordinal);

    /// <summary>The entries of arrays that are not 0, by name and index.</summary>
    public IEnumerable<(string Array, UInt128 Index, UInt128 Value)> Entries =>
        _arrays.OrderBy(a => a.Key, StringComparer.Ordinal)
            .SelectMany(a => a.Value.OrderBy(e => e.Key).Select(e => (a.Key, e.Key, e.Value)));

    /// <summary>Sets a word, or a truth value (0 or 1).</summary>
    public Model Set(string name, UInt128 value)
    {
        _words[name] = value;
        return this;
    }

    /// <summary>Sets one entry of an array.</summary>
    public Model Set(string array, UInt128 index, UInt128 value)
    {
        if (!_arrays.TryGetValue(array, out Dictionary<UInt128, UInt128>? entries))
            _arrays[array] = entries = [];
        entries[index] = value;
        return this;
    }

    /// <summary>The value of a word or truth value.</summary>
    public UInt128 Word(string name) => _words.GetValueOrDefault(name);

    /// <summary>The value of an array's entry.</summary>
    public UInt128 Entry(string array, UInt128 index) =>
        _arrays.TryGetValue(array, out Dictionary<UInt128, UInt128>? entries) ? entries.GetValueOrDefault(index) : 0;
}
