using Iced.Intel;
using Verified.Symbolic.Terms;

namespace Verified.Symbolic.X86;

/// <summary>Reading and writing an instruction's operands.</summary>
internal static class Operands
{
    /// <summary>The width in bits of operand <paramref name="place"/>, which is a register or in memory.</summary>
    public static int Width(MachineState s, in Instruction i, int place) => i.GetOpKind(place) switch
    {
        OpKind.Register => i.GetOpRegister(place).GetSize() * 8,
        OpKind.Memory => i.MemorySize.GetSize() * 8,
        _ => throw Unknown(s, i, "operand"),
    };

    /// <summary>Operand <paramref name="place"/>; immediates are as wide as asked for.</summary>
    public static Term Read(MachineState s, in Instruction i, int place, int immediateWidth) => i.GetOpKind(place) switch
    {
        OpKind.Register => s[i.GetOpRegister(place)],
        OpKind.Memory => s.Memory.Load(s, Address(s, i), i.MemorySize.GetSize()),
        OpKind.Immediate8 or OpKind.Immediate16 or OpKind.Immediate32 or OpKind.Immediate64
            or OpKind.Immediate8to16 or OpKind.Immediate8to32 or OpKind.Immediate8to64 or OpKind.Immediate32to64 =>
            s.Store.Constant(i.GetImmediate(place), immediateWidth),
        _ => throw Unknown(s, i, "operand"),
    };

    /// <summary>Operand <paramref name="place"/>, a register or in memory.</summary>
    public static Term Read(MachineState s, in Instruction i, int place) => Read(s, i, place, 64);

    /// <summary>Writes operand <paramref name="place"/>, a register or in memory.</summary>
    public static void Write(MachineState s, in Instruction i, int place, Term value)
    {
        if (i.GetOpKind(place) == OpKind.Register)
            s[i.GetOpRegister(place)] = value;
        else if (i.GetOpKind(place) == OpKind.Memory)
            s.Memory.Store(s, Address(s, i), value);
        else
            throw Unknown(s, i, "operand");
    }

    /// <summary>The effective address of the memory operand.</summary>
    public static Term Address(MachineState s, in Instruction i)
    {
        if (i.IsIPRelativeMemoryOperand)
            return s.Store.Constant(i.IPRelativeMemoryAddress, 64);
        if (i.SegmentPrefix is Register.FS or Register.GS)
            throw Unknown(s, i, "segment");
        Term address = s.Store.Constant(i.MemoryDisplacement64, 64);
        if (i.MemoryIndex != Register.None)
        {
            Term index = Base(s, i, i.MemoryIndex);
            address = s.Store.Add(address, s.Store.Multiply(index, s.Store.Constant((UInt128)i.MemoryIndexScale, 64)));
        }
        return i.MemoryBase == Register.None ? address : s.Store.Add(Base(s, i, i.MemoryBase), address);
    }

    /// <summary>An error that names the instruction.</summary>
    public static LiftException Unknown(MachineState s, in Instruction i, string what) =>
        new(s.Rip, $"{what} of '{i}' ({i.Code}) is not modelled");

    private static Term Base(MachineState s, in Instruction i, Register register) =>
        register.IsGPR64() ? s[register] : throw Unknown(s, i, "32-bit address");
}
