using Verified.Proofs.Mutation;

namespace Verified.Proofs.Tests;

/// <summary>Mutants of single instructions.</summary>
public sealed class MutationsTests
{
    private const ulong Address = 0x1000;

    [Theory]
    [InlineData("7405", "7505")] // je: jne
    [InlineData("0f8405000000", "0f8505000000")] // je near: jne near
    [InlineData("0f94c1", "0f95c1")] // sete: setne
    [InlineData("480f44cf", "480f45cf")] // cmove: cmovne, behind a prefix
    public void A_condition_is_negated(string code, string negated)
    {
        Mutant mutant = Assert.Single(Mutations.Of(Convert.FromHexString(code), Address));

        Assert.Equal(MutationKind.NegatedCondition, mutant.Kind);
        Assert.Equal(Address, mutant.Address);
        Assert.Equal(negated, Convert.ToHexStringLower(mutant.Bytes));
    }

    [Fact]
    public void A_store_is_dropped_and_its_constant_changed()
    {
        // mov byte ptr [rcx], 2
        Mutant[] mutants = [.. Mutations.Of(Convert.FromHexString("c60102"), Address)];

        Assert.Equal([MutationKind.DroppedStore, MutationKind.ChangedConstant], mutants.Select(mutant => mutant.Kind));
        Assert.Equal(["909090", "c60103"], mutants.Select(mutant => Convert.ToHexStringLower(mutant.Bytes)));
    }

    [Theory]
    [InlineData("488945a8")] // mov [rbp-58h], rax: a spill
    [InlineData("53")] // push rbx
    [InlineData("488b01")] // mov rax, [rcx]
    [InlineData("c3")] // ret
    public void What_touches_the_stack_or_only_reads_is_left_alone(string code) =>
        Assert.Empty(Mutations.Of(Convert.FromHexString(code), Address));
}
