namespace Verified.Verifier.Tests.Policies;

public sealed class LimitTests
{
    [Fact]
    public void Exactly_as_many_types_as_the_kernel_holds_are_read() =>
        Assert.Equal(256, PolicyText.Read(PolicyText.Short([$"Dom0: {Numbered("t", 256)}"])).SteTypes.Length);

    [Fact]
    public void One_Simple_Type_Enforcement_type_more_is_refused() =>
        Assert.Contains("more than 256 Simple Type Enforcement types",
            PolicyText.Refusal(PolicyText.Short([$"Dom0: {Numbered("t", 257)}"])), StringComparison.Ordinal);

    [Fact]
    public void One_Chinese_Wall_type_more_is_refused() =>
        Assert.Contains("more than 256 Chinese Wall types",
            PolicyText.Refusal(PolicyText.Short([$"Dom0: a | {Numbered("t", 257)}"])), StringComparison.Ordinal);

    [Fact]
    public void As_many_labels_as_the_kernel_holds_beside_ssidref_0_are_read() =>
        Assert.Equal(1023, PolicyText.Read(PolicyText.Short(Labels(1023))).VmLabels.Length);

    [Fact]
    public void One_label_more_is_refused_at_its_line()
    {
        // Three lines stand before the first label, one a line.
        Assert.StartsWith("p.xml:1028: more than 1024 labels (ssidref 0 included)",
            PolicyText.Refusal(PolicyText.Short(Labels(1024))), StringComparison.Ordinal);
    }

    [Fact]
    public void One_conflict_set_more_is_refused() =>
        Assert.Contains("more than 64 conflict sets",
            PolicyText.Refusal(PolicyText.Short(["Dom0: a"], [.. Enumerable.Repeat("x y", 65)])), StringComparison.Ordinal);

    [Fact]
    public void A_file_larger_than_the_bound_is_refused_without_reading_it_all()
    {
        InputException error = Assert.Throws<InputException>(() => PolicyFile.Read("/dev/zero", PolicyLimits.Kernel));
        Assert.Equal("/dev/zero: larger than 16777216 bytes; no policy is that large", error.Message);
    }

    [Fact]
    public void A_file_of_one_gigabyte_is_refused_at_once_without_reading_it()
    {
        string file = Path.GetTempFileName();
        try
        {
            using (FileStream sparse = new(file, FileMode.Open))
                sparse.SetLength(1L << 30);
            long before = GC.GetAllocatedBytesForCurrentThread();
            InputException error = Assert.Throws<InputException>(() => PolicyFile.Read(file, PolicyLimits.Kernel));
            Assert.Equal($"{file}: larger than 16777216 bytes; no policy is that large", error.Message);
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void Larger_policies_are_read_for_analysis() =>
        Assert.Equal(2000, PolicyText.Read(PolicyText.Short(Labels(2000)), PolicyLimits.Analysis).VmLabels.Length);

    private static string[] Labels(int count) => [.. Enumerable.Range(0, count).Select(i => $"L{i}: t")];

    private static string Numbered(string name, int count) =>
        string.Join(' ', Enumerable.Range(0, count).Select(i => $"{name}{i}"));
}
