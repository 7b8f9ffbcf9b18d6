using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Verified.Traces;

/// <summary>Writes traces, the same trace always as the same text: a step is a line.</summary>
public static class TraceWriter
{
    private const ulong LeastHexadecimal = 0x1000;

    /// <summary>The trace as a text, in UTF-8.</summary>
    public static byte[] Write(Trace trace)
    {
        ArgumentNullException.ThrowIfNull(trace);
        StringBuilder text = new("{\n");
        Member(text, "format", json => json.WriteStringValue(Trace.Format));
        if (trace.About.Length > 0) Member(text, "about", json => json.WriteStringValue(trace.About));
        Member(text, "sizes", json => json.WriteStringValue(Vocabulary.WordOf(trace.Sizes)));
        if (trace.Profile != Trace.OwnProfile) Member(text, "profile", json => json.WriteStringValue(trace.Profile));
        if (trace.Policy is { } policy) WritePolicy(text, policy);
        if (trace.Frames is { } frames) Member(text, "frames", json => Range(json, frames));
        Lines(text, "domains", trace.Domains, Domain);
        Lines(text, "tables", trace.Tables, (json, entry) => Entry(json, "field", entry));
        Lines(text, "memory", trace.Memory, Word);
        Lines(text, "steps", trace.Steps, Step, always: true);
        text.Length -= ",\n".Length;
        return Encoding.UTF8.GetBytes(text.Append("\n}\n").ToString());
    }

    /// <summary>A number as traces and charts show it: large ones in hexadecimal.</summary>
    public static string Number(ulong value) => value < LeastHexadecimal
        ? value.ToString(CultureInfo.InvariantCulture)
        : "0x" + value.ToString("x", CultureInfo.InvariantCulture);

    private static void WritePolicy(StringBuilder text, TracePolicy policy)
    {
        text.Append("  \"policy\": {\n");
        Member(text, "bootstrap", json => json.WriteStringValue(policy.Labels[policy.Bootstrap].Name), 4);
        Member(text, "unlabeledDefined", json => json.WriteBooleanValue(policy.UnlabeledDefined), 4);
        Lines(text, "labels", policy.Labels, Label, always: true, indent: 4);
        Lines(text, "resources", policy.Resources, Label, indent: 4);
        Lines(text, "conflicts", policy.Conflicts, Types, indent: 4);
        text.Length -= ",\n".Length;
        text.Append("\n  },\n");
    }

    private static void Member(StringBuilder text, string name, Action<Utf8JsonWriter> write, int indent = 2) =>
        text.Append(' ', indent).Append('"').Append(name).Append("\": ").Append(Compact(write)).Append(",\n");

    private static void Lines<T>(
        StringBuilder text, string name, IReadOnlyList<T> elements, Action<Utf8JsonWriter, T> write,
        bool always = false, int indent = 2)
    {
        if (elements.Count == 0 && !always) return;
        text.Append(' ', indent).Append('"').Append(name).Append("\": [\n");
        for (int i = 0; i < elements.Count; i++)
        {
            text.Append(' ', indent + 2).Append(Compact(json => write(json, elements[i])))
                .Append(i + 1 < elements.Count ? ",\n" : "\n");
        }

        text.Append(' ', indent).Append("],\n");
    }

    private static string Compact(Action<Utf8JsonWriter> write)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter json = new(buffer, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            write(json);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void Range(Utf8JsonWriter json, FrameRange frames)
    {
        json.WriteStartObject();
        json.WriteNumber("first", frames.First);
        json.WriteNumber("count", frames.Count);
        json.WriteEndObject();
    }

    private static void Domain(Utf8JsonWriter json, TraceDomain domain)
    {
        json.WriteStartObject();
        json.WriteString("label", domain.Label);
        json.WriteNumber("ram", domain.Ram);
        json.WriteNumber("maximum", domain.Maximum);
        if (domain.Privileged) json.WriteBoolean("privileged", true);
        if (domain.GrantTable is { } gfn) json.WriteNumber("grantTable", gfn);
        json.WriteEndObject();
    }

    private static void Label(Utf8JsonWriter json, TraceLabel label)
    {
        json.WriteStartObject();
        json.WriteString("name", label.Name);
        json.WritePropertyName("types");
        Types(json, label.Types);
        if (label.ChineseWall.Count > 0)
        {
            json.WritePropertyName("chineseWall");
            Types(json, label.ChineseWall);
        }

        json.WriteEndObject();
    }

    private static void Types(Utf8JsonWriter json, IReadOnlyList<int> types)
    {
        json.WriteStartArray();
        foreach (int type in types) json.WriteNumberValue(type);
        json.WriteEndArray();
    }

    private static void Word(Utf8JsonWriter json, TraceWord word)
    {
        json.WriteStartObject();
        json.WriteNumber("frame", word.Frame);
        json.WriteNumber("offset", word.Offset);
        Value(json, "value", word.Value);
        json.WriteEndObject();
    }

    private static void Entry(Utf8JsonWriter json, string name, SetStep entry)
    {
        json.WriteStartObject();
        json.WriteString(name, entry.Field);
        if (entry.At.Count > 0)
        {
            json.WritePropertyName("at");
            Types(json, entry.At);
        }

        Value(json, "value", entry.Value);
        json.WriteEndObject();
    }

    private static void Step(Utf8JsonWriter json, TraceStep step)
    {
        switch (step)
        {
            case CallStep call:
                Call(json, call);
                break;
            case WriteStep write:
                Write(json, write);
                break;
            case SetStep set:
                Entry(json, "set", set);
                break;
            default:
                throw new ArgumentException($"no such step: {step}", nameof(step));
        }
    }

    private static void Call(Utf8JsonWriter json, CallStep call)
    {
        IReadOnlyList<string> names = Vocabulary.ArgumentsOf(call.Operation)
            ?? throw new ArgumentException($"no operation is called {call.Operation}", nameof(call));
        json.WriteStartObject();
        json.WriteString("call", call.Operation);
        json.WriteStartObject("arguments");
        for (int i = 0; i < names.Count; i++) Value(json, names[i], call.Arguments[i]);
        json.WriteEndObject();
        if (call.Result is { } result) json.WriteNumber("result", result);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, WriteStep write)
    {
        json.WriteStartObject();
        json.WriteString("write", Vocabulary.WordOf(write.Area));
        json.WriteNumber("domain", write.Domain);
        if (write.Area == GuestArea.Frame) Value(json, "gfn", write.Gfn);
        json.WriteNumber("offset", write.Offset);
        Value(json, "value", write.Value);
        json.WriteEndObject();
    }

    private static void Value(Utf8JsonWriter json, string name, ulong value)
    {
        if (value < LeastHexadecimal)
            json.WriteNumber(name, value);
        else
            json.WriteString(name, Number(value));
    }
}
