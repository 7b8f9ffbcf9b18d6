using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using Verified.Explorer.Configurations;
using Verified.Explorer.States;
using Verified.Kernel;
using Verified.Monitor;

namespace Verified.Explorer.Tests;

/// <summary>What the explored kernel tells of what it touches (Footprint).</summary>
public sealed class FootprintTests
{
    private const BindingFlags All =
        BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<short, OpCode> OpCodesByValue =
        typeof(OpCodes).GetFields().Select(field => (OpCode)field.GetValue(null)!).ToDictionary(code => code.Value);

    [Fact]
    public void Every_table_of_the_state_tells_of_its_entries() => Assert.Empty(UntoldTables(typeof(State), "State"));

    [Fact]
    public void An_entry_that_is_read_or_written_is_told_and_its_neighbour_is_not()
    {
        Scratch scratch = Scratch();
        var touched = new Touched(scratch);
        touched.Start();
        touched.Listen();
        scratch.Host.State.Ports[1][2].State = PortState.Unbound;
        Touched.StopListening();

        Assert.True(touched.IsWhole);
        Assert.True(touched.HasState(Cell(scratch, ref scratch.Host.State.Ports[1][2])));
        Assert.False(touched.HasState(Cell(scratch, ref scratch.Host.State.Ports[1][1])));
        Assert.False(touched.HasState(Cell(scratch, ref scratch.Host.State.Ports[2][2])));
    }

    [Fact]
    public void Words_outside_of_tables_are_always_counted()
    {
        Scratch scratch = Scratch();
        var touched = new Touched(scratch);
        touched.Start();

        Assert.True(touched.HasState(Cell(scratch, ref scratch.Host.State.FreeCount)));
        Assert.True(touched.HasState(Cell(scratch, ref scratch.Host.State.Monitor.Current)));
        Assert.True(touched.HasState(Cell(scratch, ref scratch.Host.State.Monitor.Change.Phase)));
    }

    [Fact]
    public void An_entry_of_a_copy_is_not_taken_for_one_of_the_state()
    {
        Scratch scratch = Scratch();
        var touched = new Touched(scratch);
        touched.Start();
        DecisionTable copy = scratch.Host.State.Monitor.Decisions;
        touched.Listen();
        copy[0] = 1;
        Touched.StopListening();

        Assert.False(touched.IsWhole);
    }

    [Fact]
    public void Guest_memory_that_is_cleared_is_told_as_a_whole()
    {
        Scratch scratch = Scratch();
        var touched = new Touched(scratch);
        touched.Start();
        touched.Listen();
        FrameMemory.Zero(ref scratch.Host.State, 5);
        Touched.StopListening();

        Assert.All(
            Enumerable.Range(0, Host.FrameBytes / 8),
            word => Assert.True(touched.HasMemory(5 * Host.FrameBytes + 8 * word)));
        Assert.False(touched.HasMemory(4 * Host.FrameBytes + 8));
    }

    // A copy of a whole table would be read without being told.
    [Fact]
    public void The_kernel_reads_no_table_as_a_whole()
    {
        List<string> copies = [];
        foreach (MethodInfo method in typeof(State).Assembly.GetTypes().SelectMany(type => type.GetMethods(All)))
        {
            if (method.GetMethodBody()?.GetILAsByteArray() is not { } code) continue;
            copies.AddRange(Operands(method, code)
                .Where(o => o.Code == OpCodes.Ldobj || o.Code == OpCodes.Cpobj || o.Code == OpCodes.Ldfld)
                .Where(o => o.Operand is Type type ? HasTable(type) : o.Operand is FieldInfo field && HasTable(field.FieldType))
                .Select(o => $"{method.DeclaringType}.{method.Name}: {o.Code} {o.Operand}"));
        }

        Assert.Empty(copies);
    }

    private static Scratch Scratch()
    {
        var model = new KernelModel(Defaults.Product, Verified.Calls.Handlers.All, oracle: false);
        Scratch scratch = model.NewScratch(reduces: true);
        scratch.Unpack(model.Initial());
        return scratch;
    }

    private static unsafe int Cell<T>(Scratch scratch, ref T entry)
        where T : unmanaged => (int)((nint)Unsafe.AsPointer(ref entry) - scratch.Host.StateAddress) / 8;

    private static IEnumerable<string> UntoldTables(Type type, string path)
    {
        if (FootprintParts.TableOf(type) is { } table) return UntoldTables(table.Entry, path);
        if (type.GetCustomAttribute<InlineArrayAttribute>() is not null) return [path];
        return type.IsPrimitive
            ? []
            : type.GetFields(All).Where(field => !field.IsStatic)
                .SelectMany(field => UntoldTables(field.FieldType, $"{path}.{field.Name}"));
    }

    private static bool HasTable(Type type) =>
        type.IsValueType && !type.IsPrimitive && !type.IsEnum && !type.IsGenericParameter
        && (FootprintParts.TableOf(type) is not null
            || type.GetFields(All).Any(field => !field.IsStatic && field.FieldType != type && HasTable(field.FieldType)));

    private static IEnumerable<(OpCode Code, object? Operand)> Operands(MethodInfo method, byte[] code)
    {
        for (int at = 0; at < code.Length;)
        {
            OpCode opCode = code[at] == 0xfe ? OpCodesByValue[(short)(0xfe00 | code[at + 1])] : OpCodesByValue[code[at]];
            at += opCode.Size;
            if (opCode.OperandType is OperandType.InlineField or OperandType.InlineType)
            {
                yield return (opCode, method.Module.ResolveMember(
                    BitConverter.ToInt32(code, at),
                    method.DeclaringType!.GetGenericArguments(),
                    method.GetGenericArguments()));
            }

            at += opCode.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + 4 * BitConverter.ToInt32(code, at),
                _ => 4,
            };
        }
    }
}
