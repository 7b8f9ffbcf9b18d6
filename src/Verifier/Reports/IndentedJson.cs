using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Verified.Verifier.Reports;

/// <summary>JSON as the reports write it: indented, names readable, the same text for the same answer.</summary>
internal static class IndentedJson
{
    /// <summary>The text that a writer writes.</summary>
    public static string Of(Action<Utf8JsonWriter> write)
    {
        using MemoryStream bytes = new();
        // Names stay readable; the text goes to files and tools, never into a web page.
        JsonWriterOptions options = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        using (Utf8JsonWriter json = new(bytes, options))
            write(json);
        return Encoding.UTF8.GetString(bytes.ToArray());
    }

    /// <summary>A property that is a list of strings; null for what has no name.</summary>
    public static void WriteNames(this Utf8JsonWriter json, string property, IEnumerable<string?> names)
    {
        json.WriteStartArray(property);
        foreach (string? name in names)
            json.WriteStringValue(name);
        json.WriteEndArray();
    }

    /// <summary>A property that is a list of objects.</summary>
    public static void WriteObjects<T>(this Utf8JsonWriter json, string property, IEnumerable<T> items, Action<T> write)
    {
        json.WriteStartArray(property);
        foreach (T item in items)
        {
            json.WriteStartObject();
            write(item);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
