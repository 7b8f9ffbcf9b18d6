using System.Reflection;
using Verified.Kernel;
using Verified.Proofs.Operations;
using Verified.Spec;
using Specification = Verified.Spec.Specification<
    Verified.Symbolic.Logic.SymbolicBool, Verified.Symbolic.Logic.SymbolicWord, Verified.Symbolic.Logic.SymbolicTable>;

namespace Verified.Proofs.Tests;

/// <summary>A proof puts arguments into registers as the handler's C# declares them.</summary>
public sealed class SignatureTests
{
    private static readonly Specification Specified = new(Sizes.Image);

    public static TheoryData<string> Names => [.. AllOperations.List.Select(operation => operation.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_proof_passes_the_parameters_that_the_handler_declares(string name)
    {
        Operation operation = AllOperations.Find(name)!;
        MethodInfo handler = typeof(State).Assembly.GetType(operation.Type, throwOnError: true)!
            .GetMethod(operation.Method, BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)!;
        Dictionary<string, int> widths = operation.In(Specified).Arguments.ToDictionary(a => a.Name, a => a.Width);
        ParameterInfo[] declared = handler.GetParameters();
        IReadOnlyList<string> passed = operation.ParametersIn(Specified);

        Assert.Equal(typeof(long), handler.ReturnType);
        Assert.Equal(declared.Length, passed.Count);
        Assert.All(declared.Zip(passed), pair => Assert.Equal(TypeOf(operation, pair.Second, widths), pair.First.ParameterType));
        Assert.All(declared.Zip(passed), pair => Assert.Equal(pair.Second == Operation.Out, pair.First.IsOut));
    }

    private static Type TypeOf(Operation operation, string parameter, Dictionary<string, int> widths) => parameter switch
    {
        Operation.State => typeof(State).MakeByRefType(),
        Operation.Out => operation.Output!.MakeByRefType(),
        // What only the kernel knows of: the time.
        _ => widths.GetValueOrDefault(parameter, 64) == 32 ? typeof(uint) : typeof(ulong),
    };
}
