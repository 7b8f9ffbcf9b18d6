using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Verified.Tools.HookMatrix;

/// <summary>What the compiled code says: which handler an operation has, what a method calls, with which constants.</summary>
internal sealed class Code : IDisposable
{
    private const string HandlerTable = "Verified.Calls.Handlers";
    private const string Kernel = "Verified.Kernel.Small";

    private readonly DefaultAssemblyResolver _resolver = new();
    private readonly AssemblyDefinition _handlers;
    private readonly IReadOnlyList<AssemblyDefinition> _tests;

    /// <summary>Opens the built tests below a folder of outputs.</summary>
    public Code(string bin)
    {
        string handlers = Path.Combine(bin, "Verified.Spec.Tests", "release");
        _resolver.AddSearchDirectory(handlers);
        var parameters = new ReaderParameters { AssemblyResolver = _resolver };
        _handlers = AssemblyDefinition.ReadAssembly(Path.Combine(handlers, "Verified.Spec.Tests.dll"), parameters);
        _tests =
        [
            _handlers,
            AssemblyDefinition.ReadAssembly(
                Path.Combine(bin, "Verified.Kernel.Tests", "release", "Verified.Kernel.Tests.dll"), parameters),
        ];
    }

    /// <summary>The kernel's method behind each operation, by the operation's name.</summary>
    public Dictionary<string, MethodDefinition> Handlers()
    {
        var found = new Dictionary<string, MethodDefinition>();
        TypeDefinition table = _handlers.MainModule.GetType(HandlerTable);
        foreach (MethodDefinition family in table.Methods.Where(m => m.IsGetter && m.HasBody))
        {
            string? name = null;
            foreach (Instruction instruction in family.Body.Instructions)
            {
                if (instruction.OpCode == OpCodes.Ldstr) name = (string)instruction.Operand;
                if (instruction.OpCode != OpCodes.Ldftn || name is null) continue;
                MethodDefinition lambda = ((MethodReference)instruction.Operand).Resolve();
                found[name] = KernelCalls(lambda).First();
            }
        }

        return found;
    }

    /// <summary>
    /// The hooks at which a handler, or what it calls, asks the monitor: the constant that goes with each question.
    /// </summary>
    public static IReadOnlyList<string> HooksOf(MethodDefinition handler)
    {
        Dictionary<int, string> names = handler.Module.GetType("Verified.Kernel.Hook").Fields
            .Where(f => f.HasConstant)
            .ToDictionary(f => Convert.ToInt32(f.Constant), f => f.Name);
        var hooks = new SortedSet<string>(StringComparer.Ordinal);
        foreach (MethodDefinition method in Reachable(handler))
        {
            foreach (Instruction call in method.Body.Instructions.Where(IsQuestion))
            {
                if (Constant(call.Previous) is { } number && names.TryGetValue(number, out string? name)) hooks.Add(name);
            }
        }

        return [.. hooks];
    }

    /// <summary>The test classes that call a handler, or what carries its name.</summary>
    public IReadOnlyList<string> TestsOf(MethodDefinition handler) =>
    [
        .. _tests.SelectMany(assembly => assembly.MainModule.GetTypes())
            .Where(type => type.Methods.Any(m => m.HasBody && m.Body.Instructions.Any(i => IsCallOf(i, handler))))
            .Select(Outermost)
            .Where(name => name.EndsWith("Tests", StringComparison.Ordinal))
            .Distinct()
            .Order(StringComparer.Ordinal),
    ];

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (AssemblyDefinition assembly in _tests) assembly.Dispose();
        _resolver.Dispose();
    }

    // What hands its own last argument on as the hook asks on its caller's behalf.
    private static bool IsQuestion(Instruction instruction) =>
        instruction.Operand is MethodReference called
        && (called.DeclaringType.Name is "Mediation" or "Audit"
            || (IsOfKernel(called) && called.Resolve()?.Parameters is [.., { Name: "hook" }]));

    private static bool IsCallOf(Instruction instruction, MethodDefinition handler) =>
        instruction.Operand is MethodReference called && called.FullName == handler.FullName;

    private static string Outermost(TypeDefinition type) => type.DeclaringType is { } outer ? Outermost(outer) : type.Name;

    private static HashSet<MethodDefinition> Reachable(MethodDefinition root)
    {
        var seen = new HashSet<MethodDefinition> { root };
        var waiting = new Queue<MethodDefinition>([root]);
        while (waiting.TryDequeue(out MethodDefinition? method))
        {
            foreach (MethodDefinition called in KernelCalls(method).Where(seen.Add)) waiting.Enqueue(called);
        }

        return seen;
    }

    private static IEnumerable<MethodDefinition> KernelCalls(MethodDefinition method) =>
        method.Body.Instructions
            .Select(i => i.Operand as MethodReference)
            .Where(m => m is not null && IsOfKernel(m))
            .Select(m => m!.Resolve())
            .Where(m => m is { HasBody: true });

    private static bool IsOfKernel(MethodReference method) =>
        method.DeclaringType.Scope.Name == Kernel || method.Module.Assembly.Name.Name == Kernel;

    private static int? Constant(Instruction? instruction) => instruction?.OpCode.Code switch
    {
        Mono.Cecil.Cil.Code.Ldc_I4_S => (sbyte)instruction.Operand,
        Mono.Cecil.Cil.Code.Ldc_I4 => (int)instruction.Operand,
        >= Mono.Cecil.Cil.Code.Ldc_I4_0 and <= Mono.Cecil.Cil.Code.Ldc_I4_8 and var code =>
            code - Mono.Cecil.Cil.Code.Ldc_I4_0,
        _ => null,
    };
}
