using System;

namespace Verified.Guests;

/// <summary><c>destroy</c>, <c>pause</c> and <c>unpause</c>.</summary>
internal static class LifeCommands
{
    internal static ReadOnlySpan<byte> DestroyUsage => "destroy DOMAIN"u8;

    internal static ReadOnlySpan<byte> PauseUsage => "pause DOMAIN"u8;

    internal static ReadOnlySpan<byte> UnpauseUsage => "unpause DOMAIN"u8;

    internal static void Destroy(ref Words words)
    {
        if (!TryRead(ref words, DestroyUsage, out uint domain))
            return;
        long result = Domctl.DestroyDomain(domain);
        Report(domain, result, "destroyed"u8);
        if (result == 0)
            Domains.Name(domain, default);
    }

    internal static void Pause(ref Words words)
    {
        if (TryRead(ref words, PauseUsage, out uint domain))
            Report(domain, Domctl.Pause(domain), "paused"u8);
    }

    internal static void Unpause(ref Words words)
    {
        if (TryRead(ref words, UnpauseUsage, out uint domain))
            Report(domain, Domctl.Unpause(domain), "runs"u8);
    }

    /// <summary>Reads the one word that names a domain; complains when it does not.</summary>
    internal static bool TryRead(ref Words words, ReadOnlySpan<byte> usage, out uint domain)
    {
        ReadOnlySpan<byte> word = words.Next();
        domain = Domains.None;
        if (word.Length == 0 || words.HasMore)
        {
            Complain.Usage(usage);
            return false;
        }

        domain = Domains.Find(word);
        if (domain == Domains.None)
            Complain.About(word, "no such domain; 'list' shows them"u8);
        return domain != Domains.None;
    }

    private static void Report(uint domain, long result, ReadOnlySpan<byte> done)
    {
        Domains.Write(domain);
        if (result != 0)
        {
            Complain.Of(default, result);
            return;
        }

        Screen.Write(" "u8);
        Screen.Line(done);
    }
}
