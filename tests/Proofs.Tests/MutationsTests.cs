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
        Mutant mutant = Assert.Single(
            Mutations.Of(Convert.FromHexString(code), Address), mutant => mutant.Kind == MutationKind.NegatedCondition);

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
    [InlineData("7205", "7605")] // jb: jbe
    [InlineData("0f8d05000000", "0f8f05000000")] // jge: jg
    [InlineData("0f97c1", "0f93c1")] // seta: setae
    public void A_bound_moves_by_one(string code, string moved)
    {
        Mutant mutant = Assert.Single(
            Mutations.Of(Convert.FromHexString(code), Address), mutant => mutant.Kind == MutationKind.ChangedCondition);

        Assert.Equal(moved, Convert.ToHexStringLower(mutant.Bytes));
    }

    [Fact]
    public void A_call_is_dropped()
    {
        Mutant mutant = Assert.Single(Mutations.Of(Convert.FromHexString("e800010000"), Address));

        Assert.Equal(MutationKind.DroppedCall, mutant.Kind);
        Assert.Equal("9090909090", Convert.ToHexStringLower(mutant.Bytes));
    }

    [Theory]
    [InlineData("4889c8", "4889c0", MutationKind.ChangedRegister)] // mov rax, rcx: from rax
    [InlineData("488b4108", "488b4110", MutationKind.ChangedPlace)] // mov rax, [rcx+8]: [rcx+16]
    public void An_operand_is_another_one(string code, string changed, MutationKind kind)
    {
        Mutant mutant = Assert.Single(Mutations.Of(Convert.FromHexString(code), Address));

        Assert.Equal(kind, mutant.Kind);
        Assert.Equal(changed, Convert.ToHexStringLower(mutant.Bytes));
    }

    [Theory]
    [InlineData("c745a800000000", MutationKind.ChangedConstant)] // mov dword ptr [rbp-58h], 0: a spill is not dropped
    [InlineData("488945a8", MutationKind.ChangedRegister)] // mov [rbp-58h], rax
    public void A_store_to_the_stack_is_not_dropped(string code, MutationKind only) =>
        Assert.Equal([only], Mutations.Of(Convert.FromHexString(code), Address).Select(mutant => mutant.Kind));

    [Theory]
    [InlineData("53")] // push rbx
    [InlineData("488b01")] // mov rax, [rcx], without a displacement
    [InlineData("c3")] // ret
    public void What_touches_the_stack_or_only_reads_is_left_alone(string code) =>
        Assert.Empty(Mutations.Of(Convert.FromHexString(code), Address));
}
