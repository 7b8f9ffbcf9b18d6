namespace Verified.Verifier.Policies;

/// <summary>Reads input files whole, up to a bound.</summary>
public static class BoundedFile
{
    /// <summary>The bytes of a file.</summary>
    /// <param name="file">The path as the user named it.</param>
    /// <param name="maxBytes">The bound; a larger file is refused at once, a longer stream after so many bytes.</param>
    /// <exception cref="InputException">The file cannot be read or is too large.</exception>
    public static byte[] Read(string file, int maxBytes)
    {
        try
        {
            using FileStream stream = new(file, FileMode.Open, FileAccess.Read, FileShare.Read);
            if (stream.CanSeek && stream.Length > maxBytes)
                throw TooLarge(file, maxBytes);

            // The length of a pipe or device is not known beforehand: read until the end or the bound.
            using MemoryStream bytes = new();
            byte[] buffer = new byte[1 << 16];
            for (int read = stream.Read(buffer); read > 0; read = stream.Read(buffer))
            {
                bytes.Write(buffer, 0, read);
                if (bytes.Length > maxBytes)
                    throw TooLarge(file, maxBytes);
            }

            return bytes.ToArray();
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new InputException(new(file), "no such file", "check the path");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException
            or ArgumentException)
        {
            throw new InputException(new(file), "cannot be read", "check that it is a readable file");
        }
    }

    private static InputException TooLarge(string file, int maxBytes) =>
        new(new(file), $"larger than {maxBytes} bytes", "no policy is that large");
}
