using System;
using System.Runtime;
using System.Runtime.InteropServices;

namespace Verified.Kernel.Machine;

/// <summary>
/// What the processor and Boot/interrupts.S leave on the stack of an exception, the lowest address first.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public struct ExceptionFrame
{
    /// <summary>The registers.</summary>
    public ulong Rax, Rbx, Rcx, Rdx, Rsi, Rdi, Rbp, R8, R9, R10, R11, R12, R13, R14, R15;

    /// <summary>Which exception; from <see cref="PanicScreen.FirstCheck"/> on, a check of generated code.</summary>
    public ulong Vector;

    /// <summary>Its error code, or 0.</summary>
    public ulong Error;

    /// <summary>Where it happened.</summary>
    public ulong Rip;

    /// <summary>The code segment.</summary>
    public ulong Cs;

    /// <summary>The flags.</summary>
    public ulong Rflags;

    /// <summary>The stack pointer.</summary>
    public ulong Rsp;

    /// <summary>The stack segment.</summary>
    public ulong Ss;
}

/// <summary>
/// The end of a hypervisor that has a defect: what happened, in which function and line of its source, on which side of
/// the gate, the registers, and who may have called. Nothing in it can fail a check of generated code, or it would end in
/// itself: the proof of stack depth says so.
/// </summary>
public static unsafe class PanicScreen
{
    /// <summary>The first number that is no vector: failed checks of generated code follow.</summary>
    public const ulong FirstCheck = 256;

    private const int MostCallers = 12;
    private const int MostWords = 256;

    /// <summary>An exception in the hypervisor itself, or a failed check, from Boot/interrupts.S.</summary>
    /// <param name="frame">What was saved.</param>
    /// <param name="address">CR2: of a page fault, the address.</param>
    [RuntimeExport("exception_panic")]
    private static void Show(ExceptionFrame* frame, ulong address)
    {
        Panic.Begin("hypervisor"u8);
        bool isCheck = frame->Vector >= FirstCheck;
        // A call's return address is behind it, perhaps on another line.
        ulong at = isCheck ? frame->Rip - 1 : frame->Rip;
        Serial.Write(isCheck ? "check "u8 : "exception "u8);
        Serial.WriteDecimal(isCheck ? frame->Vector - FirstCheck : frame->Vector);
        Serial.Write(" ("u8);
        Serial.Write(isCheck ? Check(frame->Vector - FirstCheck) : Exception(frame->Vector));
        Serial.Write(") in "u8);
        Symbols.Write(at);
        Serial.Write("; this is a defect, please report it\n"u8);
        Registers(frame, address);
        Callers(frame->Rsp);
        Panic.PowerOff(isCheck ? StopCode.Check : StopCode.Exception);
    }

    private static void Registers(ExceptionFrame* frame, ulong address)
    {
        Serial.Write(frame->Rsp >= Boot.ImageLayout.Instance.ProtectedStart ? "  behind the gate"u8 : "  in front of the gate"u8);
        Named(", rip "u8, frame->Rip);
        Named(", rsp "u8, frame->Rsp);
        Named(", rflags "u8, frame->Rflags);
        Named(", error "u8, frame->Error);
        Named(", cr2 "u8, address);
        Named("\n  rax "u8, frame->Rax);
        Named(", rbx "u8, frame->Rbx);
        Named(", rcx "u8, frame->Rcx);
        Named(", rdx "u8, frame->Rdx);
        Named(", rsi "u8, frame->Rsi);
        Named("\n  rdi "u8, frame->Rdi);
        Named(", rbp "u8, frame->Rbp);
        Named(", r8 "u8, frame->R8);
        Named(", r9 "u8, frame->R9);
        Named(", r10 "u8, frame->R10);
        Named("\n  r11 "u8, frame->R11);
        Named(", r12 "u8, frame->R12);
        Named(", r13 "u8, frame->R13);
        Named(", r14 "u8, frame->R14);
        Named(", r15 "u8, frame->R15);
        Serial.WriteByte((byte)'\n');
    }

    /// <summary>
    /// What on the stack looks like a return address, the last call first. A word that an earlier call left may be among
    /// them.
    /// </summary>
    private static void Callers(ulong stack)
    {
        ref readonly Boot.ImageLayout layout = ref Boot.ImageLayout.Instance;
        ulong end = stack >= layout.ProtectedStart ? layout.GateStackTop : layout.GlueStackTop;
        if ((stack & 7) != 0 || stack < layout.DataStart || stack >= end)
            return;
        ulong* words = (ulong*)stack;
        ulong count = (end - stack) / sizeof(ulong);
        int shown = 0;
        for (int i = 0; i < MostWords && (ulong)i < count && shown < MostCallers; i++)
        {
            if (!Symbols.IsReturn(words[i]))
                continue;
            Serial.Write("  from "u8);
            Symbols.Write(words[i] - 1);
            Serial.WriteByte((byte)'\n');
            shown++;
        }
    }

    private static void Named(ReadOnlySpan<byte> name, ulong value)
    {
        Serial.Write(name);
        Serial.WriteHex(value);
    }

    private static ReadOnlySpan<byte> Exception(ulong vector)
    {
        if (vector == 0)
            return "division"u8;
        if (vector == 6)
            return "invalid opcode"u8;
        if (vector == 8)
            return "double fault"u8;
        if (vector == 13)
            return "general protection"u8;
        if (vector == 14)
            return "page fault"u8;
        return vector == 18 ? "machine check"u8 : "none that was foreseen"u8;
    }

    private static ReadOnlySpan<byte> Check(ulong check)
    {
        if (check == 1)
            return "index"u8;
        if (check == 2)
            return "overflow"u8;
        return check == 3 ? "division by zero"u8 : "null reference"u8;
    }
}
