using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Verified.Proofs.Image;
using Verified.Proofs.Operations;
using Verified.Symbolic.Terms;
using Verified.Symbolic.X86;

namespace Verified.Proofs.Mutation;

/// <summary>A mutant and the operation whose theorems are proved about it.</summary>
/// <param name="Operation">The first operation, in the order of all, whose proof reaches the instruction.</param>
/// <param name="Mutant">The change.</param>
/// <param name="Place">The instruction's place: the function's symbol and the offset.</param>
public sealed record ChosenMutant(Operation Operation, Mutant Mutant, string Place);

/// <summary>
/// Chooses mutants over all that the operations' proofs reach: handlers and what they call. The choice depends on the
/// seed and on the code alone.
/// </summary>
public static class MutantChoice
{
    /// <summary>Every mutant of every instruction that some operation's proof reaches, each once.</summary>
    /// <exception cref="LiftException">An operation's code cannot be lifted.</exception>
    public static IReadOnlyList<ChosenMutant> All(ImageUnderProof image, IEnumerable<Operation> operations)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(operations);
        HashSet<ulong> seen = [];
        List<ChosenMutant> all = [];
        foreach (Operation operation in operations)
        {
            Refinement.MachineRun run =
                Refinement.MachineRun.Lift(image, operation, new(Spec.Sizes.Image), new TermStore());
            foreach (ulong address in run.Exploration.Addresses.Where(seen.Add))
            {
                all.AddRange(Mutations.Of(Instruction(image, address), address)
                    .Select(mutant => new ChosenMutant(operation, mutant, image.Elf.Describe(address))));
            }
        }

        return all;
    }

    /// <summary>Some of all mutants, in the order in which they stand.</summary>
    /// <param name="all">All.</param>
    /// <param name="count">How many, at most.</param>
    /// <param name="seed">Which.</param>
    public static IReadOnlyList<ChosenMutant> Some(IReadOnlyList<ChosenMutant> all, int count, int seed)
    {
        ArgumentNullException.ThrowIfNull(all);
        HashSet<ChosenMutant> some = [.. all.OrderBy(mutant => Rank(mutant, seed), StringComparer.Ordinal).Take(count)];
        return [.. all.Where(some.Contains)];
    }

    // By the place in its function: a change elsewhere in the image leaves the choice as it is, mostly.
    private static string Rank(ChosenMutant mutant, int seed)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"{seed} {mutant.Place} {mutant.Mutant.Kind}");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)));
    }

    private static byte[] Instruction(ImageUnderProof image, ulong address)
    {
        const int longest = 15;
        byte[] bytes = image.Elf.Bytes(address, longest);
        Iced.Intel.Decoder decoder = Iced.Intel.Decoder.Create(64, bytes, address);
        return bytes[..decoder.Decode().Length];
    }
}
