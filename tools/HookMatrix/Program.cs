using System.Text;
using Mono.Cecil;
using Verified.Proofs.Operations;
using Verified.Spec;
using Verified.Tools.HookMatrix;

// HookMatrix BIN FILE [--check]: writes the table of operations, hooks, theorems and tests, made from what was built
// below BIN, to FILE; or checks that FILE is that table. Fails when an operation has no handler or no test.
if (args.Length < 2)
{
    Console.Error.WriteLine("usage: HookMatrix BIN FILE [--check]");
    return 2;
}

using var code = new Code(args[0]);
Dictionary<string, MethodDefinition> handlers = code.Handlers();
var missing = new List<string>();
var text = new StringBuilder(
    """
    # Every operation: who asks the monitor, what is proved, what tests it

    Generated from the code by `make matrix`; `make test` fails when it is out of date or a row has a gap.

    - **hook**: where the handler, or anything it calls, asks the reference monitor (found in the compiled handler).
    - **specification**: Preserve, Atomic and NoStaleTranslation are proved for every operation over all states of the
      small tables; all are compared with the specification on random sequences (tests/Spec.Tests).
    - **machine code**: whether `verified prove --image` proves that the handler's instructions refine the specification
      and stay confined.
    - **tests**: the classes of tests/Kernel.Tests that call the handler.

    | operation | handler | hook | machine code | tests |
    |---|---|---|---|---|

    """);
foreach (string name in new Specification<Verified.Logic.Bit, Verified.Logic.Word, Verified.Logic.Table>(Sizes.Small)
    .Operations.Select(operation => operation.Name))
{
    if (!handlers.TryGetValue(name, out MethodDefinition? handler))
    {
        missing.Add($"{name} has no handler in tests/Spec.Tests/Support/Handlers");
        continue;
    }

    IReadOnlyList<string> tests = code.TestsOf(handler);
    if (tests.Count == 0) missing.Add($"{name} ({handler.DeclaringType.Name}.{handler.Name}) has no test in tests/Kernel.Tests");
    string hooks = string.Join(", ", Code.HooksOf(handler));
    string theorem = AllOperations.Find(name) is null ? "not proved" : "Refines, Confined";
    text.Append($"| {name} | {handler.DeclaringType.Name}.{handler.Name} | {(hooks == "" ? "-" : hooks)} | {theorem} | {string.Join(", ", tests)} |\n");
}

foreach (string line in missing) Console.Error.WriteLine($"hook matrix: {line}");
if (!args.Contains("--check"))
{
    File.WriteAllText(args[1], text.ToString());
}
else if (!File.Exists(args[1]) || File.ReadAllText(args[1]) != text.ToString())
{
    Console.Error.WriteLine($"hook matrix: {args[1]} is out of date; run: make matrix");
    return 1;
}

return missing.Count > 0 ? 1 : 0;
