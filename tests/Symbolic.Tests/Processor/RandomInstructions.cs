using Iced.Intel;

namespace Verified.Symbolic.Tests.Processor;

/// <summary>
/// Instructions of a given form with random operands; memory operands are [rbx + rsi * scale + displacement].
/// </summary>
internal sealed class RandomInstructions(Random random)
{
    // RSP is left out: the trampoline needs it.
    private static readonly int[] Numbers = [0, 1, 2, 3, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15];

    /// <summary>
    /// An instruction of a form as the processor will see it, or null if the form has other operands.
    /// </summary>
    public Instruction? Make(Code code, bool memory)
    {
        Instruction instruction = default;
        instruction.Code = code;
        OpCodeInfo form = code.ToOpCode();
        bool hasMemory = false;
        for (int place = 0; place < form.OpCount; place++)
        {
            OpCodeOperandKind kind = form.GetOpKind(place);
            if (kind == OpCodeOperandKind.mem || (memory && IsRegisterOrMemory(kind)))
            {
                SetMemory(ref instruction, place);
                hasMemory = true;
            }
            else if (!SetRegister(ref instruction, place, kind) && !SetImmediate(ref instruction, place, kind))
            {
                return null;
            }
        }
        return memory == hasMemory ? Encoded(instruction) : null;
    }

    // Not every combination can be encoded: AH with a REX prefix, for one.
    private static Instruction? Encoded(Instruction instruction)
    {
        using MemoryStream stream = new();
        Encoder encoder = Encoder.Create(64, new StreamCodeWriter(stream));
        if (!encoder.TryEncode(instruction, 0x1000, out _, out _))
            return null;
        Decoder decoder = Decoder.Create(64, stream.ToArray(), 0x1000);
        Instruction decoded = decoder.Decode();
        return decoded.IsInvalid || decoded.Length != stream.Length || decoded.Code != instruction.Code ? null : decoded;
    }

    private static bool IsRegisterOrMemory(OpCodeOperandKind kind) => kind is OpCodeOperandKind.r8_or_mem
        or OpCodeOperandKind.r16_or_mem or OpCodeOperandKind.r32_or_mem or OpCodeOperandKind.r64_or_mem
        or OpCodeOperandKind.xmm_or_mem;

    private void SetMemory(ref Instruction instruction, int place)
    {
        instruction.SetOpKind(place, OpKind.Memory);
        instruction.MemoryBase = Register.RBX;
        instruction.MemoryIndex = Register.RSI;
        instruction.MemoryIndexScale = 1 << random.Next(4);
        // A multiple of 16: some forms must be aligned, and the base and the index are.
        instruction.MemoryDisplacement64 = (ulong)(16 * random.Next(-6, 7));
        instruction.MemoryDisplSize = 8;
    }

    private bool SetRegister(ref Instruction instruction, int place, OpCodeOperandKind kind)
    {
        Register register = kind switch
        {
            OpCodeOperandKind.r8_reg or OpCodeOperandKind.r8_or_mem or OpCodeOperandKind.r8_opcode => Byte(),
            OpCodeOperandKind.r16_reg or OpCodeOperandKind.r16_or_mem or OpCodeOperandKind.r16_opcode => Register.AX + Number(),
            OpCodeOperandKind.r32_reg or OpCodeOperandKind.r32_or_mem or OpCodeOperandKind.r32_opcode => Register.EAX + Number(),
            OpCodeOperandKind.r64_reg or OpCodeOperandKind.r64_or_mem or OpCodeOperandKind.r64_opcode => Register.RAX + Number(),
            OpCodeOperandKind.xmm_reg or OpCodeOperandKind.xmm_rm or OpCodeOperandKind.xmm_or_mem => Register.XMM0 + Number(),
            OpCodeOperandKind.al => Register.AL,
            OpCodeOperandKind.ax => Register.AX,
            OpCodeOperandKind.eax => Register.EAX,
            OpCodeOperandKind.rax => Register.RAX,
            OpCodeOperandKind.cl => Register.CL,
            _ => Register.None,
        };
        if (register == Register.None)
            return SetString(ref instruction, place, kind);
        instruction.SetOpKind(place, OpKind.Register);
        instruction.SetOpRegister(place, register);
        return true;
    }

    private static bool SetString(ref Instruction instruction, int place, OpCodeOperandKind kind)
    {
        if (kind is not (OpCodeOperandKind.es_rDI or OpCodeOperandKind.seg_rSI))
            return false;
        instruction.SetOpKind(place, kind == OpCodeOperandKind.es_rDI ? OpKind.MemoryESRDI : OpKind.MemorySegRSI);
        return true;
    }

    private bool SetImmediate(ref Instruction instruction, int place, OpCodeOperandKind kind)
    {
        (OpKind Kind, long Value)? immediate = kind switch
        {
            OpCodeOperandKind.imm8 => (OpKind.Immediate8, random.Next(256)),
            OpCodeOperandKind.imm8_const_1 => (OpKind.Immediate8, 1),
            OpCodeOperandKind.imm8sex16 => (OpKind.Immediate8to16, random.Next(-128, 128)),
            OpCodeOperandKind.imm8sex32 => (OpKind.Immediate8to32, random.Next(-128, 128)),
            OpCodeOperandKind.imm8sex64 => (OpKind.Immediate8to64, random.Next(-128, 128)),
            OpCodeOperandKind.imm16 => (OpKind.Immediate16, random.Next(65536)),
            OpCodeOperandKind.imm32 => (OpKind.Immediate32, random.NextInt64(1L << 32)),
            OpCodeOperandKind.imm32sex64 => (OpKind.Immediate32to64, random.NextInt64(-(1L << 31), 1L << 31)),
            OpCodeOperandKind.imm64 => (OpKind.Immediate64, random.NextInt64(long.MinValue, long.MaxValue)),
            _ => null,
        };
        if (immediate is not { } given)
            return false;
        instruction.SetOpKind(place, given.Kind);
        instruction.SetImmediate(place, given.Value);
        return true;
    }

    private int Number() => Numbers[random.Next(Numbers.Length)];

    private Register Byte()
    {
        int number = Number();
        if (random.Next(6) == 0)
            return Register.AH + random.Next(4);
        return number < 4 ? Register.AL + number : Register.SPL + (number - 4);
    }
}
