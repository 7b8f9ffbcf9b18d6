using Iced.Intel;
using Verified.Symbolic.ControlFlow;

namespace Verified.Proofs.Mediation;

/// <summary>
/// Which code is what: every byte that control reaches belongs to one instruction of one function of one class.
/// </summary>
public sealed class Coverage
{
    private readonly Dictionary<ulong, (CodeFunction Function, CodeClass Class)> _classes = [];

    /// <summary>Classifies the code that runs.</summary>
    public Coverage(KernelCode code)
    {
        ArgumentNullException.ThrowIfNull(code);
        HashSet<ulong> proved = CalledByProvedAlone(code);
        foreach (CodeFunction function in code.Running.Functions)
        {
            CodeClass of = proved.Contains(function.Address) ? CodeClass.Proved : GlueTable.Of(KernelCode.NameOf(function));
            _classes[function.Address] = (function, of);
        }

        TextBytes = code.Image.Elf.Sections
            .Where(section => section is { IsCode: true, Name: ".text" })
            .Sum(section => (int)section.Size);
    }

    /// <summary>Bytes of the image's code that stay mapped.</summary>
    public int TextBytes { get; }

    /// <summary>Bytes that control does not reach: boot, and what fills up between functions.</summary>
    public int UnreachableBytes => TextBytes - _classes.Values.Sum(known => known.Function.Bytes);

    /// <summary>What a function is; one that does not run is unaccounted for.</summary>
    public CodeClass Of(CodeFunction function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return _classes.TryGetValue(function.Address, out var known) ? known.Class : CodeClass.Unaccounted;
    }

    /// <summary>Bytes of a class.</summary>
    public int Bytes(CodeClass of) => Functions(of).Sum(function => function.Bytes);

    /// <summary>The functions of a class, by address.</summary>
    public IReadOnlyList<CodeFunction> Functions(CodeClass of) =>
        [.. _classes.Values.Where(known => known.Class == of).Select(known => known.Function).OrderBy(f => f.Address)];

    /// <summary>Proved handlers, and what nothing but them calls: that was looked at wherever it is called.</summary>
    private static HashSet<ulong> CalledByProvedAlone(KernelCode code)
    {
        HashSet<ulong> proved = [.. code.Handlers.Keys];
        ILookup<ulong, Instruction> callers = code.Running.Transfers();
        for (bool grown = true; grown;)
        {
            grown = false;
            foreach (CodeFunction function in code.Running.Functions.Where(f => !proved.Contains(f.Address)))
            {
                IReadOnlyList<Instruction> sites = [.. callers[function.Address]];
                if (sites.Count > 0 && sites.All(site => proved.Contains(code.Running.FunctionAt(site.IP)!.Address)))
                    grown |= proved.Add(function.Address);
            }
        }

        return proved;
    }
}
