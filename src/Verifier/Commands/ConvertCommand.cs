using System.CommandLine;
using Verified.Verifier.Policies;
using Verified.Verifier.Policies.Binary;

namespace Verified.Verifier.Commands;

/// <summary><c>verified convert POLICY --to binary -o FILE</c>: what the kernel loads, from what people write.</summary>
internal sealed class ConvertCommand : Command, IHasExamples
{
    private readonly Argument<string> _policy = new("POLICY")
    {
        Description = "A policy: XML, or binary version 4.",
    };

    private readonly Option<string> _format = new("--to")
    {
        Description = "The format to write.",
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
        _format.AcceptOnlyFromAmong("binary");
        Add(_policy);
        Add(_format);
        Add(_file);
        SetAction(parsed => Convert(parsed.GetRequiredValue(_policy), parsed.GetRequiredValue(_file), output));
    }

    public IReadOnlyList<(string Command, string Meaning)> Examples { get; } =
    [
        ("verified convert policies/customer-order.xml --to binary -o customer-order.bin",
            "compile the policy for the kernel: binary format, version 4, with names"),
    ];

    private static int Convert(string policyFile, string outputFile, TextWriter output)
    {
        Policy policy = PolicyFile.Read(policyFile, PolicyLimits.Kernel);
        byte[] bytes = BinaryPolicyWriter.Write(policy);
        try
        {
            File.WriteAllBytes(outputFile, bytes);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new InputException(new(outputFile), "cannot be written", "check the folder and its permissions");
        }

        output.WriteLine($"{outputFile}: {bytes.Length} bytes, policy {policy.Title}");
        return ExitCode.Holds;
    }
}
