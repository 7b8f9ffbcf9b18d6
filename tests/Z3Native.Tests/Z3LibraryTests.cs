using System.Reflection;
using System.Runtime.InteropServices;
using Microsoft.Z3;

namespace Verified.Z3Native.Tests;

public sealed class Z3LibraryTests
{
    [Fact]
    public void A_bit_vector_question_is_answered_in_process()
    {
        Z3Library.Load();
        Z3Library.Load();
        using Context context = new();
        BitVecExpr x = context.MkBVConst("x", 8);
        using Solver solver = context.MkSolver();
        solver.Assert(context.MkEq(context.MkBVAND(x, context.MkBV(0x0F, 8)), context.MkBV(0x10, 8)));
        Assert.Equal(Status.UNSATISFIABLE, solver.Check());
    }

    [Fact]
    public void Releasing_thousands_of_objects_on_the_finalizer_thread_is_safe()
    {
        Z3Library.Load();
        using Context context = new();
        for (uint round = 0; round < 200; round++)
        {
            for (uint i = 0; i < 100; i++)
                _ = context.MkBVAdd(context.MkBVConst($"x{i}", 16), context.MkBV(round, 16));

            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        using Solver solver = context.MkSolver();
        solver.Assert(context.MkNot(context.MkEq(context.MkBVConst("x1", 16), context.MkBV(7, 16))));
        Assert.Equal(Status.SATISFIABLE, solver.Check());
    }

    [Fact]
    public void The_shim_names_every_release_that_the_managed_API_imports()
    {
        string source = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "shim.c"));
        Type imports = typeof(Context).Assembly.GetType("Microsoft.Z3.Native+LIB", throwOnError: true)!;
        string[] releases = [.. imports
            .GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
            .Select(method => method.Name)
            .Where(name => name.EndsWith("dec_ref", StringComparison.Ordinal))];
        Assert.True(releases.Length > 10, "the managed API's import class was not found");
        foreach (string release in releases)
            Assert.Matches($@"\b{release}\(|\({release}\)", source);
    }

    [Fact]
    public void A_missing_library_is_one_line_with_its_mend()
    {
        Z3MissingException error = Assert.Throws<Z3MissingException>(
            () => Z3Library.Open(["libz3-that-does-not-exist.so"], "/nonexistent/shim.so"));
        Assert.Contains("apt-get install libz3-4", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void An_old_library_without_its_shim_is_one_line_with_its_mend()
    {
        // Any library without Z3's newer functions stands for an old libz3.
        Assert.True(NativeLibrary.TryLoad("libc.so.6", out _));
        Z3MissingException error = Assert.Throws<Z3MissingException>(
            () => Z3Library.Open(["libc.so.6"], "/nonexistent/shim.so"));
        Assert.Contains("apt-get install gcc", error.Message, StringComparison.Ordinal);
    }
}
