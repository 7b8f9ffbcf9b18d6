using System.Runtime.CompilerServices;
using Verified.Kernel;
using Verified.Spec;

namespace Verified.Tests;

public sealed class LayoutTests
{
    // The audit log and statistics stand outside the specification, and memory's place is not state but a constant.
    private static readonly string[] Outside = ["Log", "Store", "MemoryBase", "Runstates", "Woken", "Domains.Denials", "Domains.LogAllowance"];

    [Fact]
    public void Every_field_of_the_kernel_is_one_of_the_specification_or_outside_it()
    {
        var specified = Fields.All.Select(f => f.Path).ToHashSet();
        IEnumerable<string> forgotten = KernelLayout.Places.Select(p => p.Path)
            .Where(p => !specified.Contains(p) && !p.Split('.')[^1].StartsWith("Padding", StringComparison.Ordinal))
            .Where(p => !Outside.Any(o => p == o || p.StartsWith(o + ".", StringComparison.Ordinal)));
        Assert.Empty(forgotten);
    }

    [Fact]
    public void Every_field_of_the_specification_has_the_kernels_width_and_dimensions() => Assert.All(
        Fields.All,
        field =>
        {
            FieldPlace place = KernelLayout.Of(field);
            Assert.Equal(place.Bytes * 8, field.Width);
            Assert.Equal(place.Dimensions.Select(d => d.Count), field.Dimensions.Select(Sizes.Small.Of));
        });

    [Fact]
    public void The_layout_found_by_reflection_is_the_compilers()
    {
        var machine = new KernelMachine();
        machine.State.Ports[3][5].RemotePort = 0xabcd;
        machine.State.Monitor.Policies[1].Labels[2].WallTypes.Word3 = 0x1234;
        machine.State.NextDomain = 3;

        Assert.Equal(Unsafe.SizeOf<State>(), KernelLayout.SizeOf(typeof(State)));
        Assert.Equal(0xabcdUL, machine.Read(Ports.RemotePort, 3, 5));
        Assert.Equal(0x1234UL, machine.Read(Labels.WallTypes[3], 1, 2));
        Assert.Equal(3UL, machine.Read(Domains.Next));
    }
}
