namespace Verified.Guests;

/// <summary>What an attacker does, by number: the host knows the numbers by the names of the specification.</summary>
internal static class Deed
{
    internal const uint Write = 0;
    internal const uint AllocUnbound = 1;
    internal const uint BindInterdomain = 2;
    internal const uint Send = 3;
    internal const uint Unmask = 4;
    internal const uint Close = 5;
    internal const uint Status = 6;
    internal const uint BindVirq = 7;
    internal const uint BindIpi = 8;
    internal const uint BindVcpu = 9;
    internal const uint InitControl = 10;
    internal const uint MapGrantRef = 11;
    internal const uint UnmapGrantRef = 12;
    internal const uint SetupTable = 13;
    internal const uint Copy = 14;
    internal const uint Transfer = 15;
    internal const uint QuerySize = 16;
    internal const uint SetVersion = 17;
    internal const uint GetVersion = 18;
    internal const uint SwapGrantRef = 19;
    internal const uint AddToPhysmap = 20;
    internal const uint RemoveFromPhysmap = 21;
    internal const uint PopulatePhysmap = 22;
    internal const uint DecreaseReservation = 23;
    internal const uint CurrentReservation = 24;
    internal const uint MaximumReservation = 25;
    internal const uint MaximumGpfn = 26;
    internal const uint MapGmfnForeign = 27;
    internal const uint SetUpcallVector = 28;
    internal const uint SetParam = 29;
    internal const uint GetParam = 30;
    internal const uint PagetableDying = 31;
    internal const uint VcpuIsUp = 32;
    internal const uint VcpuUp = 33;
    internal const uint StopSingleshotTimer = 34;
    internal const uint StopPeriodicTimer = 35;
    internal const uint GetDecision = 36;
    internal const uint VmAssist = 37;

    /// <summary>How many there are.</summary>
    internal const uint Count = 38;
}
