using System.Text;
using Mono.Cecil;
using Verified.Proofs.Operations;
using Verified.Spec;
using Verified.Tools.HookMatrix;

// HookMatrix BIN GUEST FILE [--check]: writes the table of operations, hooks, theorems and tests to FILE, made from what
// was built below BIN and the conformance guest's sources in GUEST; or checks that FILE is that table. Fails when an
// operation has no handler, or when a guest's call is not made by the conformance guest.
if (args.Length < 3)
{
    Console.Error.WriteLine("usage: HookMatrix BIN GUEST FILE [--check]");
    return 2;
}

using var code = new Code(args[0]);
var guest = new GuestCalls(args[1]);
string file = args[2];
Dictionary<string, MethodDefinition> handlers = code.Handlers();
var missing = new List<string>();
var text = new StringBuilder(
    """
    # Every operation: who asks the monitor, what is proved, what tests it

    Generated from the code by `make matrix`; `make test` fails when it is out of date or a row has a gap.

    - **hook**: where the handler, or anything it calls, asks the reference monitor (found in the compiled handler). The
      paper's suspend (save, migrate out) and resume (restore, migrate in) are calls of domain 0 here: the monitor is asked
      at each page and register set that goes out or in, and restore creates the domain, which asks the Chinese Wall.
    - **specification**: Preserve, Atomic and NoStaleTranslation are proved for every operation over all states of the
      small tables; all are compared with the specification on random sequences (tests/Spec.Tests).
    - **machine code**: whether `verified prove --image` proves that the handler's instructions refine the specification
      and stay confined.
    - **tests**: the classes of tests/Kernel.Tests and tests/Spec.Tests that call the handler itself, beside the random
      sequences, which call every one.
    - **in QEMU**: whether the conformance guest (guests/Conformance) makes the call; the hypervisor's own steps are
      taken by its run loop.

    | operation | handler | hook | machine code | tests | in QEMU |
    |---|---|---|---|---|---|

    """);
foreach (var operation in
    new Specification<Verified.Logic.Bit, Verified.Logic.Word, Verified.Logic.Table>(Sizes.Small).Operations)
{
    string name = operation.Name;
    if (!handlers.TryGetValue(name, out MethodDefinition? handler))
    {
        missing.Add($"{name} has no handler in src/Explorer/Calls");
        continue;
    }

    IReadOnlyList<string> tests = code.TestsOf(handler);
    bool isCall = operation.Arguments is [{ Name: "caller" }, ..];
    if (isCall && !guest.Make(name))
        missing.Add($"{name} ({handler.DeclaringType.Name}.{handler.Name}) is not called by the conformance guest");
    string hooks = string.Join(", ", Code.HooksOf(handler).Select(InThePapersWords));
    string theorem = AllOperations.Find(name) is null ? "not proved" : "Refines, Confined";
    text.Append($"| {name} | {handler.DeclaringType.Name}.{handler.Name} | {(hooks == "" ? "-" : hooks)} | {theorem} | {(tests.Count == 0 ? "random sequences only" : string.Join(", ", tests))} | {(!isCall ? "own step" : guest.Make(name) ? "yes" : "no")} |\n");
}

foreach (string line in missing) Console.Error.WriteLine($"hook matrix: {line}");
if (!args.Contains("--check"))
{
    File.WriteAllText(file, text.ToString());
}
else if (!File.Exists(file) || File.ReadAllText(file) != text.ToString())
{
    Console.Error.WriteLine($"hook matrix: {file} is out of date; run: make matrix");
    return 1;
}

return missing.Count > 0 ? 1 : 0;

static string InThePapersWords(string hook) => hook switch
{
    "CreateDomain" => "CreateDomain (create, resume)",
    "SaveMemory" or "GetContext" => $"{hook} (suspend)",
    "LoadMemory" or "SetContext" => $"{hook} (resume)",
    _ => hook,
};
