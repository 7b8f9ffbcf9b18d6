using System.Reflection;
using System.Runtime.InteropServices;

namespace Verified.Z3Native;

/// <summary>
/// Binds the managed Microsoft.Z3 to the native solver of the system. The package carries no native library for
/// Linux, and Debian 12's 4.8.12 is too old to be used as it is: see <c>shim.c</c>.
/// </summary>
public static class Z3Library
{
    /// <summary>The name that Microsoft.Z3 imports.</summary>
    internal const string ImportedName = "libz3";

    /// <summary>The function that tells a library the managed API can use directly (4.12 and newer).</summary>
    private const string ConcurrentRelease = "Z3_enable_concurrent_dec_ref";

    private static readonly string[] SystemNames = ["libz3.so.4", "libz3.so"];

    private static readonly Lock Gate = new();

    private static nint loaded;

    /// <summary>
    /// Makes the managed Z3 API usable in this process. Call it before the first use of any Microsoft.Z3 type; calling
    /// it again does nothing.
    /// </summary>
    /// <exception cref="Z3MissingException">There is no libz3, or it is old and the shim was not built.</exception>
    public static void Load()
    {
        lock (Gate)
        {
            if (loaded != 0)
                return;

            loaded = Open(SystemNames, ShimPath());
            NativeLibrary.SetDllImportResolver(typeof(Microsoft.Z3.Context).Assembly, Resolve);
        }
    }

    /// <summary>Opens a system library that is new enough, else the shim over an old one.</summary>
    /// <param name="systemNames">Names for the dynamic linker, the preferred one first.</param>
    /// <param name="shim">The path of the compiled shim; it need not exist.</param>
    /// <exception cref="Z3MissingException">Neither can be used.</exception>
    internal static nint Open(IEnumerable<string> systemNames, string shim)
    {
        bool anySystemLibrary = false;
        foreach (string name in systemNames)
        {
            if (!NativeLibrary.TryLoad(name, out nint handle))
                continue;

            anySystemLibrary = true;
            if (NativeLibrary.TryGetExport(handle, ConcurrentRelease, out _))
                return handle;
        }

        if (!anySystemLibrary)
            throw new Z3MissingException();
        if (NativeLibrary.TryLoad(shim, out nint shimHandle))
            return shimHandle;

        throw new Z3MissingException(
            "libz3 is older than 4.12 and its shim was not built; install gcc: apt-get install gcc, then build again");
    }

    private static string ShimPath()
    {
        string here = Path.GetDirectoryName(typeof(Z3Library).Assembly.Location) ?? AppContext.BaseDirectory;
        return Path.Combine(here, "libverified-z3.so");
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? searchPath) =>
        name == ImportedName ? loaded : 0;
}
