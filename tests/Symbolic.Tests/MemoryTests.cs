using System.Runtime.CompilerServices;
using Verified.Symbolic.Lifting;
using Verified.Symbolic.Memory;
using Verified.Symbolic.Terms;
using Verified.Symbolic.X86;

namespace Verified.Symbolic.Tests;

public sealed class MemoryTests
{
    private const ulong Base = 0x20_0000, Pool = 0x4000_0000;

    private static readonly RegionLayout Layout = LayoutReflection.Of(typeof(Root));

    private readonly TermStore _store = new();
    private readonly MachineState _state;

    public MemoryTests()
    {
        _state = Explorer.Entry(_store, new(
            new StackMemory(256), new TableMemory(_store, Layout, Base, new Dictionary<string, ulong> { ["MemoryBase"] = Pool }),
            new FramePool(Pool, 1024)));
    }

    private MachineMemory Memory => (MachineMemory)_state.Memory;

    [Fact]
    public void A_layout_by_reflection_names_every_primitive_with_its_dimensions()
    {
        Assert.Equal((ulong)Unsafe.SizeOf<Root>(), Layout.Size);
        Assert.Equal(
            ["Rows.Small", "Rows.Pad", "Rows.Half", "Rows.Word", "Bitmaps", "MemoryBase", "Count", "Other"],
            Layout.Fields.Select(f => f.Name));
        Assert.Equal([new(4, 128), new(16, 8)], Layout["Rows.Half"].Dimensions);
        Assert.Equal(6, Layout["Rows.Half"].IndexWidth);
        Assert.Equal(Layout["Rows.Half"].Offset + 128 + 24, Layout["Rows.Half"].OffsetOf(1, 3));
        Assert.Empty(Layout["Count"].Dimensions);
    }

    [Fact]
    public void Offsets_by_reflection_are_those_of_the_running_program()
    {
        Root root = default;
        Assert.Equal((long)Layout["MemoryBase"].Offset, Distance(ref root, ref root.MemoryBase));
        Assert.Equal((long)Layout["Other"].Offset, Distance(ref root, ref root.Other));
        Assert.Equal((long)Layout["Rows.Word"].OffsetOf(2, 5), Distance(ref root, ref root.Rows[2][5].Word));
        Assert.Equal((long)Layout["Bitmaps"].OffsetOf(3, 1), Distance(ref root, ref root.Bitmaps[3][1]));
    }

    [Fact]
    public void An_address_names_row_and_column_and_both_must_be_in_bounds()
    {
        Term row = _store.Variable("d", 64), column = _store.Variable("p", 64);
        Term loaded = Load(Sum(Base + 4, (row, 128), (column, 8)), 4);
        Assert.Same(_store.Select(Memory.Tables["Rows.Word"], Index(row, 2, column, 4)), loaded);
        Assert.Equal(
            [_store.Less(row, _store.Constant(4, 64)), _store.Less(column, _store.Constant(16, 64))],
            _state.Run.Obligations.Select(o => o.Condition));
    }

    [Fact]
    public void A_bound_on_the_path_leaves_no_obligation()
    {
        Term row = _store.Variable("d", 32), column = _store.Variable("p", 32);
        _state.Path = _state.Path.And(_store.Less(row, _store.Constant(4, 32))).And(_store.AtMost(column, _store.Constant(15, 32)));
        _ = Load(Sum(Base, (_store.ZeroExtend(row, 64), 128), (_store.ZeroExtend(column, 64), 8)), 1);
        Assert.Empty(_state.Run.Obligations);
    }

    [Fact]
    public void A_table_walked_with_one_index_is_bounded_by_the_product()
    {
        Term flat = _store.Variable("k", 64);
        Term loaded = Load(Sum(Base + 4, (flat, 8)), 4);
        Assert.Same(_store.Select(Memory.Tables["Rows.Word"], _store.Extract(flat, 5, 0)), loaded);
        Assert.Equal([_store.Less(flat, _store.Constant(64, 64))], _state.Run.Obligations.Select(o => o.Condition));
    }

    [Fact]
    public void An_index_counted_from_one_finds_its_table_behind_the_field_before()
    {
        RegionLayout layout = new(new LayoutStruct(
            72, [new("Single", 0, new LayoutPrimitive(64)), new("Table", 8, new LayoutArray(new LayoutPrimitive(64), 8))]));
        TableMemory tables = new(_store, layout, Base);
        Term number = _store.Variable("i", 64), index = _store.Subtract(number, _store.Constant(1, 64));
        Term loaded = tables.Load(_state, Sum(Base, (number, 8)), 8);
        Assert.Same(_store.Select(tables["Table"], _store.Extract(index, 2, 0)), loaded);
        Assert.Equal([_store.Less(index, _store.Constant(8, 64))], _state.Run.Obligations.Select(o => o.Condition));
    }

    [Fact]
    public void A_wide_access_covers_neighbouring_fields()
    {
        Term value = _store.Variable("x", 64);
        Term address = Sum(Base, (_store.Constant(2, 64), 128), (_store.Constant(7, 64), 8));
        _state.Memory.Store(_state, address, value);
        Assert.Same(value, Load(address, 8));
        Assert.Same(_store.Extract(value, 31, 16), Load(_store.Add(address, _store.Constant(2, 64)), 2));
        Assert.Same(_store.Extract(value, 39, 24), Load(_store.Add(address, _store.Constant(3, 64)), 2));
    }

    [Fact]
    public void A_narrow_store_keeps_the_rest_of_its_field()
    {
        Term before = Memory.Tables["Count"];
        _state.Memory.Store(_state, _store.Constant(Base + Layout["Count"].Offset + 1, 64), _store.Constant(0xab, 8));
        Term expected = _store.Concat(_store.Extract(before, 31, 16), _store.Concat(_store.Constant(0xab, 8), _store.Extract(before, 7, 0)));
        Assert.Same(expected, Memory.Tables["Count"]);
    }

    [Fact]
    public void A_field_known_by_an_invariant_is_a_constant()
    {
        Assert.Equal((UInt128)Pool, Load(_store.Constant(Base + Layout["MemoryBase"].Offset, 64), 8).Value);
    }

    [Theory]
    [InlineData(0x1000ul)]
    [InlineData(Base - 1)]
    [InlineData(Pool + (1024 * 4096))]
    public void An_access_outside_declared_memory_is_refused(ulong address)
    {
        Assert.Throws<LiftException>(() => Load(_store.Constant(address, 64), 1));
    }

    [Fact]
    public void An_access_past_the_last_field_is_refused()
    {
        Assert.Throws<LiftException>(() => Load(_store.Constant(Base + Layout.Size - 4, 64), 8));
    }

    [Fact]
    public void Guest_memory_says_anything_each_time_it_is_read()
    {
        Term frame = _store.Variable("mfn", 64), address = Sum(Pool + 16, (frame, 4096));
        Term first = Load(address, 8), second = Load(address, 8);
        Assert.NotSame(first, second);
        Assert.Equal([GuestEffectKind.Read, GuestEffectKind.Read], Memory.Frames.Effects.Select(e => e.Kind));
        Assert.Same(frame, Memory.Frames.Effects[0].Frame);
        Assert.Equal((UInt128)16, Memory.Frames.Effects[0].Offset.Value);
        Assert.Equal([_store.Less(frame, _store.Constant(1024, 64))], _state.Run.Obligations.Select(o => o.Condition));
    }

    [Fact]
    public void An_offset_into_a_frame_must_stay_in_it()
    {
        Term offset = _store.Variable("off", 64);
        _state.Memory.Store(_state, Sum(Pool + 4096, (offset, 1)), _store.Constant(0, 32));
        Assert.Equal([_store.Less(offset, _store.Constant(4093, 64))], _state.Run.Obligations.Select(o => o.Condition));
    }

    [Fact]
    public void A_compare_exchange_on_guest_memory_may_fail()
    {
        Term expected = _store.Variable("e", 32), replacement = _store.Variable("r", 32);
        Term old = _state.Memory.CompareExchange(_state, _store.Constant(Pool, 64), expected, replacement);
        GuestEffect effect = Assert.Single(Memory.Frames.Effects);
        Assert.Equal(
            (GuestEffectKind.CompareExchange, expected, replacement, old),
            (effect.Kind, effect.Expected, effect.Value, effect.Result));
        Assert.Equal(TermKind.Variable, old.Kind);
    }

    [Fact]
    public void An_atomic_update_of_guest_memory_is_one_effect_with_an_unknown_old_word()
    {
        Term operand = _store.Variable("m", 64);
        Term old = _state.Memory.Update(_state, _store.Constant(Pool + 8, 64), AtomicOperation.And, operand);
        GuestEffect effect = Assert.Single(Memory.Frames.Effects);
        Assert.Equal(
            (GuestEffectKind.Update, AtomicOperation.And, operand, old),
            (effect.Kind, effect.Operation, effect.Value, effect.Result));
        Assert.Equal(TermKind.Variable, old.Kind);
    }

    [Fact]
    public void Clearing_a_frame_is_one_effect()
    {
        Term frame = _store.Variable("mfn", 64);
        _state.Memory.Fill(_state, Sum(Pool, (frame, 4096)), _store.Constant(0, 64), _store.Constant(512, 64));
        GuestEffect effect = Assert.Single(Memory.Frames.Effects);
        Assert.Equal((GuestEffectKind.Fill, (UInt128)4096), (effect.Kind, effect.Bytes.Value));
        Assert.Throws<LiftException>(() =>
            _state.Memory.Fill(_state, _store.Constant(Base, 64), _store.Constant(0, 64), _store.Variable("n", 64)));
    }

    [Fact]
    public void Stack_bytes_are_kept_apart_and_the_return_address_is_not_written()
    {
        Term value = _store.Variable("x", 64), below = _store.Constant(StackMemory.Top - 16, 64);
        _state.Memory.Store(_state, below, value);
        Assert.Same(_store.Extract(value, 47, 16), Load(_store.Add(below, _store.Constant(2, 64)), 4));
        Assert.Throws<LiftException>(() => _state.Memory.Store(_state, _store.Constant(StackMemory.Top - 4, 64), value));
        Assert.Throws<LiftException>(() => Load(_store.Constant(StackMemory.Top - 512, 64), 8));
    }

    [Fact]
    public void Merged_memory_is_each_paths_own_where_its_condition_holds()
    {
        Term condition = _store.Variable("c", 0), count = _store.Constant(Base + Layout["Count"].Offset, 64);
        MachineState yes = _state.Fork(), no = _state.Fork();
        yes.Path = yes.Path.And(condition);
        no.Path = no.Path.And(_store.Not(condition));
        yes.Memory.Store(yes, count, _store.Constant(1, 32));
        no.Memory.Store(no, count, _store.Constant(2, 32));
        no.Memory.Store(no, _store.Constant(Pool, 64), _store.Constant(3, 32));
        MachineState merged = yes.Merge(no);
        MachineMemory memory = (MachineMemory)merged.Memory;
        Assert.Same(_store.Choice(condition, _store.Constant(1, 32), _store.Constant(2, 32)), memory.Tables["Count"]);
        Assert.Same(_store.Not(condition), Assert.Single(memory.Frames.Effects).Guard);
        Assert.Empty(merged.Path.Conjuncts);
    }

    [Fact]
    public void An_access_that_two_paths_make_at_one_place_is_one_whatever_else_either_did_before()
    {
        Term condition = _store.Variable("c", 0), place = _store.Constant(Pool, 64);
        MachineState yes = _state.Fork(), no = _state.Fork();
        yes.Path = yes.Path.And(condition);
        no.Path = no.Path.And(_store.Not(condition));
        yes.Rip = 0x10;
        yes.Memory.Store(yes, place, _store.Constant(1, 32));
        yes.Rip = no.Rip = 0x20;
        Term first = yes.Memory.Load(yes, place, 8), second = no.Memory.Load(no, place, 8);

        GuestEffect[] effects = [.. ((MachineMemory)yes.Merge(no).Memory).Frames.Effects];

        Assert.Equal([GuestEffectKind.Write, GuestEffectKind.Read], effects.Select(effect => effect.Kind));
        Assert.Equal([condition, _store.True], effects.Select(effect => effect.Guard));
        Assert.NotSame(first, second);
        Assert.Same(_store.Choice(condition, first, second), effects[1].Result);
    }

    private static long Distance<T>(ref Root root, ref T field) =>
        Unsafe.ByteOffset(ref Unsafe.As<Root, byte>(ref root), ref Unsafe.As<T, byte>(ref field));

    private Term Load(Term address, int bytes) => _state.Memory.Load(_state, address, bytes);

    private Term Index(Term row, int rowBits, Term column, int columnBits) =>
        _store.Concat(_store.Extract(row, rowBits - 1, 0), _store.Extract(column, columnBits - 1, 0));

    private Term Sum(ulong constant, params (Term Word, ulong Factor)[] parts) => parts.Aggregate(
        _store.Constant(constant, 64), (s, p) => _store.Add(s, _store.Multiply(p.Word, _store.Constant(p.Factor, 64))));

    public struct Entry
    {
        public byte Small;
        public byte Pad;
        public ushort Half;
        public uint Word;
    }

    [InlineArray(16)]
    public struct Row
    {
        private Entry _entry;
    }

    [InlineArray(4)]
    public struct RowTable
    {
        private Row _row;
    }

    [InlineArray(2)]
    public struct Bitmap
    {
        private ulong _word;
    }

    [InlineArray(4)]
    public struct BitmapTable
    {
        private Bitmap _bitmap;
    }

    public struct Root
    {
        public RowTable Rows;
        public BitmapTable Bitmaps;
        public ulong MemoryBase;
        public uint Count;
        public uint Other;
    }
}
