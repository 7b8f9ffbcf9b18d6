using Verified.Kernel;

namespace Verified.Testing;

/// <summary>
/// Runs calls through the hypercall entry and gives what the handler would have returned, so that the two ways can be
/// compared. The caller's page tables are <see cref="GuestPages"/>, its structures lie across guest frames 4 and 5.
/// </summary>
public static class GuestCalls
{
    private const ulong Argument = 0x5000 - 6;

    /// <summary>Whether there is a hypercall for the operation.</summary>
    public static bool Offered(Operation operation) => operation is
        Operation.AllocUnbound or Operation.BindInterdomain or Operation.Send or Operation.Unmask or Operation.Close
        or Operation.Status or Operation.MapGrantRef or Operation.UnmapGrantRef or Operation.SetupTable
        or Operation.QuerySize or Operation.SetVersion or Operation.GetVersion or Operation.SwapGrantRef
        or Operation.AddToPhysmap or Operation.SetUpcallVector or Operation.Block or Operation.Poll
        or Operation.Shutdown or Operation.GetDecision or Operation.RemoveFromPhysmap or Operation.MapGmfnForeign
        or Operation.AskAboutMemory or Operation.BindVirq or Operation.BindIpi or Operation.RegisterVcpuInfo
        or Operation.SetParam;

    /// <summary>Makes the hypercall and puts the two pages with the structures back as they were.</summary>
    public static long Run(Machine machine, CallerMode mode, Call call)
    {
        ArgumentNullException.ThrowIfNull(machine);
        byte[] first = machine.Guest(call.Caller, 4).ToArray();
        byte[] second = machine.Guest(call.Caller, 5).ToArray();
        long result = Make(new(machine, call.Caller, mode, Argument), call);
        first.CopyTo(machine.Guest(call.Caller, 4));
        second.CopyTo(machine.Guest(call.Caller, 5));
        return result;
    }

    private static long Make(Hypercalls guest, Call call)
    {
        (Operation operation, _, ulong first, ulong second, ulong third, ulong fourth, ulong fifth) = call;
        return operation switch
        {
            Operation.AllocUnbound => Port(guest, guest.EventChannelOp(6, (uint)(first | (second << 16)), 0), 1),
            Operation.BindInterdomain => Port(guest, guest.EventChannelOp(0, (uint)first, (uint)second, 0), 2),
            Operation.Send => guest.EventChannelOp(4, (uint)first),
            Operation.Unmask => guest.EventChannelOp(9, (uint)first),
            Operation.Close => guest.EventChannelOp(3, (uint)first),
            Operation.BindVirq => Port(guest, guest.EventChannelOp(1, (uint)first, (uint)second, 0), 2),
            Operation.BindIpi => Port(guest, guest.EventChannelOp(7, (uint)first, 0), 1),
            Operation.RegisterVcpuInfo => RegisterVcpuInfo(guest, (uint)first, (uint)second),
            Operation.SetParam => Structure(
                guest, HypercallNumber.HvmOp, 0, (uint)first, (uint)second, (uint)third, (uint)(third >> 32)),
            Operation.Status => guest.EventChannelOp(5, (uint)first, (uint)second, 0, 0, 0, 0),
            Operation.MapGrantRef => Handle(guest, guest.GrantTableOp(
                0, (uint)first, (uint)(first >> 32), (uint)second, (uint)third, (uint)fourth, 0, 0, 0)),
            Operation.UnmapGrantRef => Status(guest, guest.GrantTableOp(
                1, (uint)first, (uint)(first >> 32), 0, 0, (uint)second, 0), guestWord: 5, shift: 0),
            Operation.SetupTable => Status(guest, guest.GrantTableOp(2, (uint)first, 0, 0, 0, 0, 0), 2, 0),
            Operation.QuerySize => Status(guest, guest.GrantTableOp(6, (uint)first, 0, 0, 0), 3, 0),
            Operation.SetVersion => guest.GrantTableOp(8, (uint)first),
            Operation.GetVersion => Port(guest, guest.GrantTableOp(10, (uint)first, 0), 1),
            Operation.SwapGrantRef => Status(guest, guest.GrantTableOp(11, (uint)first, (uint)second, 0), 2, 0),
            Operation.AddToPhysmap => Structure(
                guest, HypercallNumber.MemoryOp, 7,
                (uint)first, (uint)second, (uint)third, (uint)(third >> 32), (uint)fourth, (uint)(fourth >> 32)),
            Operation.RemoveFromPhysmap => Structure(
                guest, HypercallNumber.MemoryOp, 15, (uint)first, 0, (uint)second, (uint)(second >> 32)),
            Operation.MapGmfnForeign => Error(guest, Structure(
                guest, HypercallNumber.MemoryOp, 23,
                (uint)first | (4 << 16), 1 | ((uint)second << 16), (uint)Argument + 32, 0, (uint)Argument + 40, 0,
                (uint)Argument + 48, 0, (uint)third, (uint)(third >> 32), (uint)fourth, (uint)(fourth >> 32), 0)),
            Operation.AskAboutMemory =>
                Structure(guest, HypercallNumber.MemoryOp, second switch { 0 => 3u, 1 => 4u, _ => 14u }, (uint)first),
            Operation.SetUpcallVector when second <= 0xff =>
                Structure(guest, HypercallNumber.HvmOp, 23, (uint)first, (uint)second),
            Operation.SetUpcallVector => Errno.Invalid,
            Operation.Block => guest.Raw(HypercallNumber.SchedOp, 1),
            Operation.Poll => Structure(
                guest, HypercallNumber.SchedOp, 3,
                (uint)Argument + 24, 0, second == 0 ? 0u : 1, 0, (uint)third, 0, (uint)first),
            Operation.Shutdown => Structure(guest, HypercallNumber.SchedOp, 2, (uint)first),
            Operation.GetDecision => Decide(guest, first, second, third, fourth, fifth),
            _ => throw new ArgumentOutOfRangeException(nameof(call), operation, "no hypercall"),
        };
    }

    /// <summary>The error of the one element of a batch.</summary>
    private static long Error(Hypercalls guest, long result) => result < 0 ? result : (int)guest.Word(12);

    private static long Structure(Hypercalls guest, uint number, ulong command, params uint[] words)
    {
        guest.Put(words);
        return guest.Raw(number, command, Argument);
    }

    private static long RegisterVcpuInfo(Hypercalls guest, uint frame, uint offset)
    {
        guest.Put(frame, 0, offset, 0);
        return guest.Raw(HypercallNumber.VcpuOp, 10, 0, Argument);
    }

    private static long Decide(Hypercalls guest, params ulong[] arguments)
    {
        uint[] values = [.. arguments.Select(argument => (uint)argument)];
        guest.Put(5, 0xaaaa_000a, values[0], values[2], values[1], values[3], values[4], 0);
        return guest.Raw(HypercallNumber.AcmOp, Argument);
    }

    private static long Port(Hypercalls guest, long result, uint word) => result < 0 ? result : guest.Word(word);

    private static long Handle(Hypercalls guest, long result)
    {
        long status = Status(guest, result, 4, 16);
        return status < 0 ? status : guest.Word(5);
    }

    private static long Status(Hypercalls guest, long result, uint guestWord, int shift) =>
        result < 0 ? result : (short)(guest.Word(guestWord) >> shift);
}
