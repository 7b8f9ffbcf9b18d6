namespace Verified.EndToEnd.Tests;

/// <summary>A folder with boot archives for the console: the customer-order policy, its guests, other files.</summary>
internal sealed class ConsoleMachine : IDisposable
{
    private const string Guests =
        "artifacts/image/guests/console.elf artifacts/image/guests/counter.elf artifacts/image/guests/partner.elf";

    private readonly string _folder = Directory.CreateTempSubdirectory("verified-console-").FullName;
    private int _machines;

    /// <summary>A file of this name in the folder.</summary>
    public string File(string name) => Path.Combine(_folder, name);

    /// <summary>Compiles the customer-order policy as version 1.1, with something in its XML replaced by something else.</summary>
    public string Policy(string name, string old, string replacement)
    {
        string text = System.IO.File.ReadAllText(Path.Combine(Shell.Root, "policies/customer-order.xml"));
        Assert.Contains(old, text, StringComparison.Ordinal);
        System.IO.File.WriteAllText(
            File(name + ".xml"),
            text.Replace("<Version>1.0<", "<Version>1.1<", StringComparison.Ordinal)
                .Replace(old, replacement, StringComparison.Ordinal));
        return Compile(File(name + ".xml"), name);
    }

    /// <summary>Boots a machine with the customer-order policy (or another) and files beside it.</summary>
    public ConsoleSession Boot(string? policy = null, params string[] files)
    {
        policy ??= Compile("policies/customer-order.xml", "customer-order");
        string archive = File($"boot{++_machines}.cpio");
        Ran packed = Shell.Run(
            $"sh tools/pack.sh {archive} policies/console.manifest {policy} {Guests} {string.Join(' ', files)}");
        Assert.True(packed.Status == 0, packed.Output);
        return new ConsoleSession(archive, File($"saved{_machines}"));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Compile(string xml, string name)
    {
        string binary = File(name + ".bin");
        Ran ran = Shell.Run($"./verified convert {xml} --to binary -o {binary}");
        Assert.True(ran.Status == 0, ran.Output);
        return binary;
    }
}
