namespace Verified.Spec;

public sealed partial class Specification<TBool, TWord, TTable>
{
    /// <summary>
    /// EVTCHNOP_unmask: clears the mask of a port of the caller; if it was set and an event waits, the vCPU is told.
    /// </summary>
    public Outcome Unmask(SystemState state, TWord caller, TWord port, IGuestMemory<TBool, TWord> memory)
    {
        var call = new Attempt(state);
        call.Require(port < (ulong)Sizes.Ports, Errno.Invalid);

        TWord page = state[Domains.SharedInfoFrame, caller];
        TWord mask = memory.Read(call.Holds, page, WordOf(SharedInfo.Mask, port), 8);
        TBool wasMasked = call.Holds & (mask & Bit(port)) != 0;
        memory.Write(wasMasked, page, WordOf(SharedInfo.Mask, port), 8, mask & ~Bit(port));
        TWord pending = memory.Read(wasMasked, page, WordOf(SharedInfo.Pending, port), 8);
        TBool waits = wasMasked & (pending & Bit(port)) != 0;
        return call.Succeed(Number(0), Upcall(state, waits, caller, port, memory));
    }
}
