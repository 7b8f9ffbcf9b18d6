namespace Verified.EndToEnd.Tests;

public sealed class ImageTests
{
    [Fact]
    public void The_image_is_under_200_KB_with_its_symbols() =>
        Assert.InRange(new FileInfo(Path.Combine(Shell.Root, "artifacts/image/kernel.elf")).Length, 1, 200_000);
}
