using Verified.Kernel;

namespace Verified.Explorer.States;

/// <summary>
/// What the interface knows of a domain's own pages: the event words of its shared_info and its grant entries. The
/// rest of guest memory is no part of a state: the handlers never look at it.
/// </summary>
internal static class GuestWords
{
    /// <summary>The words of events among them, which come first; the last of these is the mask.</summary>
    public const int EventWords = 4;

    /// <summary>Words of a domain.</summary>
    public const int Count = EventWords + Limits.GrantReferences;

    /// <summary>Takes the words of a domain; zeros when no domain has the id.</summary>
    public static void Take(Host host, int domain, Span<ulong> words)
    {
        ref Domain entry = ref host.State.Domains[domain];
        if (entry.Status == Verified.Kernel.DomainStatus.Free)
        {
            words.Clear();
            return;
        }

        for (int i = 0; i < Count; i++) words[i] = At(host, domain, i);
    }

    /// <summary>Puts a domain's words back into its pages.</summary>
    public static void Put(Host host, int domain, ReadOnlySpan<ulong> words)
    {
        ref Domain entry = ref host.State.Domains[domain];
        if (entry.Status == Verified.Kernel.DomainStatus.Free) return;

        for (int i = 0; i < Count; i++) At(host, domain, i) = words[i];
    }

    /// <summary>A word: two of the domain's vcpu_info, two of its shared_info, then its grant entries.</summary>
    private static ref ulong At(Host host, int domain, int word)
    {
        ref Domain entry = ref host.State.Domains[domain];
        ref Vcpu vcpu = ref host.State.Vcpus[domain];
        if (word < 2)
            return ref host.Word(vcpu.InfoFrame, (int)vcpu.InfoOffset + word * (int)Spec.VcpuInfo.Selector);
        if (word < EventWords)
            return ref host.Word(entry.SharedInfoFrame, (int)(word == 2 ? Spec.SharedInfo.Pending : Spec.SharedInfo.Mask));
        return ref host.Word(entry.GrantFrame, (word - EventWords) * sizeof(ulong));
    }
}
