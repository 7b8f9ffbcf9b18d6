using System.Security.Cryptography;
using Verified.Kernel.Boot;
using Verified.Tools.LinuxKernel;

// LinuxKernel VMLINUZ FILE: takes the ELF kernel out of a bzImage, unchanged, and looks whether it can be entered as a PVH
// guest. Says on one line what it is. Exit 2 with one line when it is not such a kernel.
if (args.Length != 2)
{
    Console.Error.WriteLine("usage: LinuxKernel VMLINUZ FILE");
    return 2;
}

const ulong MostMemory = 1UL << 32;
try
{
    byte[] image = File.ReadAllBytes(args[0]);
    ReadOnlySpan<byte> payload = BzImage.Payload(image);
    byte[] kernel = LegacyFrame.Decode(payload);
    ParseError error = ElfImage.Check(kernel, MostMemory, out _, out uint entry);
    if (error != ParseError.None)
        throw new FormatException($"the kernel in it is no PVH guest ({error}); take one with CONFIG_PVH");
    File.WriteAllBytes(args[1], kernel);
    Console.WriteLine($"{Path.GetFileName(args[0])}: sha256 {Convert.ToHexStringLower(SHA256.HashData(image))}, "
        + $"{kernel.Length} bytes unpacked, PVH entry 0x{entry:x}");
    return 0;
}
catch (Exception exception) when (exception is FormatException or IOException or UnauthorizedAccessException)
{
    Console.Error.WriteLine($"linux: {args[0]}: {exception.Message}");
    return 2;
}
