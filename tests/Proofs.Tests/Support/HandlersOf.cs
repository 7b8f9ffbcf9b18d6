using System.Reflection;
using System.Runtime.Loader;
using Verified.Replay;
using Verified.Traces;

namespace Verified.Proofs.Tests.Support;

/// <summary>The replay of traces with the handlers of another build of the kernel; all else is this process's own.</summary>
internal sealed class HandlersOf(string kernel)
{
    private readonly MethodInfo _run = new Context(kernel)
        .LoadFromAssemblyPath(typeof(Replayer).Assembly.Location)
        .GetType(typeof(Replayer).FullName!)!
        .GetMethod(nameof(Replayer.Run), [typeof(Trace)])!;

    public Replayed Replay(Trace trace) => (Replayed)_run.Invoke(null, BindingFlags.DoNotWrapExceptions, null, [trace], null)!;

    private sealed class Context(string kernel) : AssemblyLoadContext("handlers")
    {
        protected override Assembly? Load(AssemblyName assemblyName) => assemblyName.Name switch
        {
            "Verified.Kernel" => LoadFromAssemblyPath(kernel),
            "Verified.Monitor" => LoadFromAssemblyPath(Path.Combine(Path.GetDirectoryName(kernel)!, "Verified.Monitor.dll")),
            _ => null,
        };
    }
}
