using System;

namespace Verified.Guests;

/// <summary>
/// A guest for the tests: makes each call of one family of the hypervisor's interface, good and bad, and prints one
/// line an operation. The argument's first word names the family (or the part that this domain has in it).
/// </summary>
internal static class Guest
{
    internal static void Main()
    {
        if (Is("memory"u8))
            MemoryCalls.Run();
        else if (Is("foreign"u8))
            MemoryCalls.RunForeign();
        else if (Is("events"u8))
            EventCalls.Run();
        else if (Is("vcpu"u8))
            VcpuCalls.Run();
        else if (Is("scheduler"u8))
            SchedulerCalls.Run();
        else if (Is("small"u8))
            SmallCalls.Run();
        else if (Is("watched"u8))
            VcpuCalls.RunWatched();
        else if (Is("grants"u8))
            GrantCalls.Run();
        else if (Is("granter"u8))
            GrantCalls.RunGranter();
        else if (Is("stranger"u8))
            GrantCalls.RunStranger();
        else if (Is("domctl"u8))
            DomainCalls.Run();
        else if (Is("domctl-denied"u8))
            DomainCalls.RunDenied();
        else if (Is("lives"u8))
            DomainCalls.RunLives();
        else if (Is("reap"u8))
            DomainCalls.RunReaper();
        else if (Is("policy"u8))
            PolicyCalls.Run();
        else if (Is("revoking"u8))
            PolicyCalls.RunRevoking();
        else if (Is("revoked"u8))
            PolicyCalls.RunRevoked();
        else if (Is("revoked-writer"u8))
            PolicyCalls.RunRevokedWriter();
        else if (!Is("idle"u8))
            Program.Fail("no family of calls has this name"u8);
    }

    private static bool Is(ReadOnlySpan<byte> family) => SharedText.Same(Program.Word(0), family);
}
