using System.Runtime;
using System.Runtime.CompilerServices;

namespace Verified.Guests;

/// <summary>
/// Makes the steps of a script that are this domain's, each at its time, and says what it gave. All domains run the
/// same program; they need nothing of one another to take turns, so that no step finds anything but what the others left.
/// </summary>
internal static unsafe class Guest
{
    // In counts of the time-stamp counter, which the host makes a count of instructions.
    private const ulong First = 200_000_000;
    private const ulong Each = 2_000_000;
    private const ulong Spell = 100_000;

    // The script: its name in 2 words, the number of steps, then the steps.
    private const int Head = 3;
    private const int Words = 12;
    private const int ArgumentsAt = 2;
    private const int Arguments = 9;
    private const ulong YieldCommand = 0;

    internal static void Main()
    {
        Grants.Map();
        if (Xen.ReadTsc() >= First) Program.Fail("too late for the first step"u8);
        ulong* script = (ulong*)(delegate*<void>)&Script;
        uint self = Xen.DomainId();
        ulong count = script[2];
        for (ulong i = 0; i < count; i++)
        {
            ulong* step = script + Head + (i * Words);
            if ((uint)step[0] == self) Take(step, i);
        }

        // Nobody goes before the last step.
        Await(count + 1);
    }

    private static void Take(ulong* step, ulong number)
    {
        Record record = default;
        record.Kind = step[1];
        for (int i = 0; i < Arguments; i++) record.Argument[i] = step[ArgumentsAt + i];
        Await(number);
        Calls.Make(ref record);
        Line line = default;
        line.Add("step "u8);
        line.Add((long)(step[0] >> 32));
        line.Add(" gives "u8);
        line.Add(record.Result);
        line.End();
    }

    // Spins for a while before it lets the others run: a switch costs the emulator more than it costs in counts.
    private static void Await(ulong number)
    {
        ulong end = First + (number * Each);
        for (ulong now = Xen.ReadTsc(); now < end; now = Xen.ReadTsc())
        {
            while (Xen.ReadTsc() < now + Spell)
            {
                // Nothing else to do.
            }

            Xen.Call(Xen.SchedOp, YieldCommand, 0, 0);
        }
    }

    [RuntimeImport("*", "script")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern void Script();
}
