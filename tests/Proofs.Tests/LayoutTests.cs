using Verified.Proofs.Image;
using Verified.Proofs.Refinement;
using Verified.Spec;
using Verified.Symbolic.Memory;

namespace Verified.Proofs.Tests;

/// <summary>The specification's fields and the kernel's are the same ones.</summary>
public sealed class LayoutTests
{
    public static TheoryData<string> Paths => [.. Fields.All.Select(specified => specified.Path)];

    [Theory]
    [MemberData(nameof(Paths))]
    public void A_specified_field_has_the_kernels_width_and_sizes(string path)
    {
        Field specified = Fields.All.Single(field => field.Path == path);
        TableField kept = KernelLayout.State[path];

        Assert.Equal(specified.Width, kept.Width);
        Assert.Equal(
            specified.Dimensions.Select(dimension => SymbolicTables.Bits(Sizes.Image, dimension)),
            kept.Dimensions.Select(dimension => dimension.Bits));
    }

    /// <summary>Where a vCPU's time went, and the bytes of the policy's file: no rule of the specification's.</summary>
    private static readonly string[] Outside = ["Runstates.", "Store."];

    [Fact]
    public void What_is_not_specified_is_audit_statistics_a_file_padding_or_the_place_of_guest_memory()
    {
        IEnumerable<string> rest = KernelLayout.State.Fields
            .Select(field => field.Name)
            .Where(name => !KernelLayout.IsSpecified(name) && !KernelLayout.IsAudit(name));

        Assert.All(rest, name => Assert.True(
            name.Split('.')[^1].StartsWith("Padding", StringComparison.Ordinal)
            || Outside.Any(table => name.StartsWith(table, StringComparison.Ordinal))
            || name == KernelLayout.MemoryBaseField,
            name));
    }
}
