namespace Verified.Guests;

/// <summary>
/// <c>attack SEED CALLS DOMAINS</c>: makes random hypercalls at full speed, and records each. <c>bystand ROUNDS</c>:
/// computes in its own memory and sees that nobody has changed it. Both go on spinning when they are done: the host
/// looks at the machine's memory then.
/// </summary>
internal static unsafe class Guest
{
    // So many counts of the time-stamp counter everybody waits before the first call: the host looks at the state.
    private const ulong Truce = 250_000_000;
    private const ulong OneInWild = 24;
    private const ulong OneInNarrow = 10;
    private const ulong OneInYield = 300;
    private const ulong YieldCommand = 0;
    private const ulong PatternStart = 2UL << 20;
    private const ulong PatternWords = 1 << 16;

    internal static void Main()
    {
        if (Program.Word(0).Length == 6)
            Attack();
        else
            Bystand();

        while (true) Xen.ReadTsc();
    }

    private static void Attack()
    {
        uint calls = Program.Number(2);
        Dice.Seed(Program.Number(1));
        Choice.Domains = Program.Number(3);
        Grants.Map();
        Record.Count(0);
        Line.Print("ready"u8);
        Wait();
        for (uint i = 0; i < calls; i++)
        {
            Record* record = Record.At(i);
            *record = default;
            uint deed = (uint)Dice.Below(Deed.Count + 8);
            // Writes, maps and unmaps come more often than the rest.
            deed = deed < Deed.Count ? deed : deed < Deed.Count + 3 ? Deed.Write
                : deed < Deed.Count + 6 ? Deed.MapGrantRef : Deed.UnmapGrantRef;
            record->Kind = deed | (MayBeWild(deed) && Dice.OneIn(OneInWild) ? Record.Wild : 0)
                | (MayBeNarrow(deed) && Dice.OneIn(OneInNarrow) ? Record.Narrow : 0);
            Choice.Of(deed, ref record->Argument);
            Calls.Make(ref *record);
            if (deed == Deed.MapGrantRef && record->Result >= 0) Choice.Remember((ulong)record->Result, record->Argument[0]);
            Record.Count(i + 1);
            // The others come in between, more often than by the end of a time slice.
            if (Dice.OneIn(OneInYield)) Xen.Call(Xen.SchedOp, YieldCommand, 0, 0);
        }

        Line.Print("attacked"u8);
    }

    private static void Bystand()
    {
        uint rounds = Program.Number(1);
        Line.Print("ready"u8);
        Wait();
        ulong* words = (ulong*)PatternStart;
        ulong wrong = 0;
        for (uint round = 0; round < rounds; round++)
        {
            for (ulong i = 0; i < PatternWords; i++) words[i] = (i * 0x9e3779b97f4a7c15) ^ round;
            for (ulong i = 0; i < PatternWords; i++) wrong += words[i] == ((i * 0x9e3779b97f4a7c15) ^ round) ? 0UL : 1;
        }

        Line.Print(wrong == 0 ? "undisturbed"u8 : "DISTURBED"u8);
    }

    private static void Wait()
    {
        ulong end = Xen.ReadTsc() + Truce;
        while (Xen.ReadTsc() < end)
        {
            // Others wait, too, until the host has looked.
        }
    }

    private static bool MayBeWild(uint deed) =>
        deed is >= Deed.AllocUnbound and <= Deed.SwapGrantRef or Deed.AddToPhysmap or Deed.RemoveFromPhysmap
            or Deed.CurrentReservation or Deed.SetParam or Deed.GetParam or Deed.SetUpcallVector;

    private static bool MayBeNarrow(uint deed) =>
        deed is >= Deed.AllocUnbound and <= Deed.InitControl or Deed.MapGrantRef or Deed.UnmapGrantRef
            or Deed.SetParam or Deed.GetParam or Deed.PagetableDying or Deed.SetUpcallVector;
}
