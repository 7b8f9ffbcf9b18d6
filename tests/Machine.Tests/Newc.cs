using System.Globalization;
using System.Text;

namespace Verified.Machine.Tests;

/// <summary>Writes newc archives byte by byte, wrong ones too.</summary>
internal static class Newc
{
    public static byte[] Pack(params (string Name, byte[] Data)[] files)
    {
        using MemoryStream archive = new();
        foreach ((string name, byte[] data) in files)
            Add(archive, name, data);
        Add(archive, "TRAILER!!!", []);
        return archive.ToArray();
    }

    private static void Add(MemoryStream archive, string name, byte[] data)
    {
        StringBuilder header = new("070701");
        uint[] fields = [1, 0x81a4, 0, 0, 1, 0, (uint)data.Length, 0, 0, 0, 0, (uint)name.Length + 1, 0];
        foreach (uint field in fields)
            header.Append(field.ToString("x8", CultureInfo.InvariantCulture));
        archive.Write(Encoding.ASCII.GetBytes(header + name + "\0"));
        Align(archive);
        archive.Write(data);
        Align(archive);
    }

    private static void Align(MemoryStream archive)
    {
        while (archive.Length % 4 != 0)
            archive.WriteByte(0);
    }
}
