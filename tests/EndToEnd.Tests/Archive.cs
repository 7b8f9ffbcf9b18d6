namespace Verified.EndToEnd.Tests;

/// <summary>A boot archive in the making, in a folder of its own.</summary>
internal sealed class Archive : IDisposable
{
    public Archive() => Shell.Run($"./verified convert policies/customer-order.xml --to binary -o {Policy}");

    public string Folder { get; } = Directory.CreateTempSubdirectory("verified-").FullName;

    public string Policy => Path.Combine(Folder, "policy.bin");

    public string Packed => Path.Combine(Folder, "boot.cpio");

    /// <summary>Packs a manifest with the policy and the built guests (or other images).</summary>
    public void Pack(string manifest, string images = "artifacts/image/guests/*.elf")
    {
        string file = Path.Combine(Folder, "manifest");
        File.WriteAllText(file, manifest);
        Ran packed = Shell.Run($"sh tools/pack.sh {Packed} {file} {Policy} {images}");
        Assert.True(packed.Status == 0, packed.Output);
    }

    /// <summary>Packs, and boots the image with it.</summary>
    public Ran Boot(string manifest, string images = "artifacts/image/guests/*.elf")
    {
        Pack(manifest, images);
        return BootPacked();
    }

    /// <summary>Boots with the archive as it stands.</summary>
    public Ran BootPacked() => Shell.Run($"sh tools/qemu.sh artifacts/image/kernel.elf {Packed}");

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
