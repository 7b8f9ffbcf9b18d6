using System;
using Verified.Kernel.Boot;

namespace Verified.Guests;

/// <summary><c>label DOMAIN [LABEL [refuse | revoke]]</c>.</summary>
internal static class LabelCommand
{
    internal static ReadOnlySpan<byte> Usage => "label DOMAIN [LABEL [refuse | revoke]]"u8;

    internal static void Run(ref Words words)
    {
        ReadOnlySpan<byte> word = words.Next();
        ReadOnlySpan<byte> label = words.Next();
        uint domain = word.Length == 0 ? Domains.None : Domains.Find(word);
        if (word.Length == 0)
            Complain.Usage(Usage);
        else if (domain == Domains.None)
            Complain.About(word, "no such domain; 'list' shows them"u8);
        else if (label.Length == 0)
            Tell(domain);
        else if (!PolicyCommand.TryMode(ref words, out uint mode))
            Complain.Usage(Usage);
        else if (CreateCommand.TryLabel(label, out uint ssidref))
            Change(domain, ssidref, mode);
    }

    private static void Tell(uint domain)
    {
        DomainInfo info = default;
        Domctl.TryGetInfo(domain, ref info);
        Domains.Write(domain);
        Screen.Write(" is labelled "u8);
        Policy.WriteLabel(info.Ssidref & 0xffff);
        Screen.End();
    }

    private static void Change(uint domain, uint ssidref, uint mode)
    {
        long result = PolicyOps.Relabel(domain, ssidref, mode);
        if (result == 0)
            Tell(domain);
        else
            PolicyCommand.Refused(Domains.Name(domain), result, Policy.File, mode);
    }
}
