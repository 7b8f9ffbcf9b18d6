using System.CommandLine;
using Verified.Verifier.Policies;
using Verified.Verifier.Policies.Binary;
using Verified.Verifier.Policies.Xml;

namespace Verified.Verifier.Commands;

/// <summary>
/// <c>verified convert POLICY --to binary|xml -o FILE</c>: what the kernel loads, from what people write, and back.
/// </summary>
internal sealed class ConvertCommand : Command, IHasExamples
{
    private const string Binary = "binary";
    private const string Xml = "xml";

    private readonly Argument<string> _policy = new("POLICY")
    {
        Description = "A policy: XML of any generation (one in two files as POLICY.xml+SECOND.xml), "
            + "or binary version 4.",
    };

    private readonly Option<string> _format = new("--to")
    {
        Description = "The format to write: binary version 4 with names, or XML of generation 3.",
        Required = true,
    };

    private readonly Option<string> _file = new("--output", "-o")
    {
        Description = "The file to write.",
        Required = true,
    };

    public ConvertCommand(TextWriter output)
        : base("convert", "Writes a policy in another format.")
    {
        _format.AcceptOnlyFromAmong(Binary, Xml);
        Add(_policy);
        Add(_format);
        Add(_file);
        SetAction(parsed => Convert(parsed, output));
    }

    public IReadOnlyList<(string Command, string Meaning)> Examples { get; } =
    [
        ("verified convert policies/customer-order.xml --to binary -o customer-order.bin",
            "compile the policy for the kernel: binary format, version 4, with names"),
        ("verified convert policies/samples/generation1-security_policy.xml --to xml -o generation3.xml",
            "bring an old policy in two files into today's format"),
    ];

    private int Convert(ParseResult parsed, TextWriter output)
    {
        Policy policy = PolicyFile.Read(parsed.GetRequiredValue(_policy), PolicyLimits.Kernel);
        string file = parsed.GetRequiredValue(_file);
        if (Path.GetFullPath(policy.File) == Path.GetFullPath(file))
            throw new InputException(new(file), "would overwrite the policy it is made from", "name another file");
        byte[] bytes = parsed.GetRequiredValue(_format) == Xml
            ? XmlPolicyWriter.Write(policy)
            : BinaryPolicyWriter.Write(policy);
        OutputFile.Write(file, bytes);
        output.WriteLine($"{file}: {bytes.Length} bytes, policy {policy.Title}");
        return ExitCode.Holds;
    }
}
