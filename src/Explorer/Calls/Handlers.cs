using Verified.Kernel;

namespace Verified.Calls;

/// <summary>A handler of the kernel under the specification's name: arguments as numbers, result, outputs.</summary>
internal delegate long Handler(ref State state, ulong[] arguments, ulong[] outputs);

/// <summary>The kernel's handlers, one file a family.</summary>
internal static partial class Handlers
{
    /// <summary>Every handler that the specification speaks of.</summary>
    public static IReadOnlyDictionary<string, Handler> All { get; } = new Dictionary<string, Handler>(
        [.. EventChannels, .. Grants, .. Memory, .. Scheduling, .. Vcpus, .. Domains, .. Policy]);
}
