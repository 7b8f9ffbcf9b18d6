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

    private static ref ulong At(Host host, int domain, int word)
    {
        (uint frame, int offset) = PlaceOf(host, domain, word);
        return ref host.Word(frame, offset);
    }

    /// <summary>
    /// Where a word stands: two of the domain's vcpu_info, two of its shared_info, then its grant entries; somewhere in
    /// frame 0, which is the hypervisor's, when no domain has the id.
    /// </summary>
    public static (uint Frame, int Offset) PlaceOf(Host host, int domain, int word)
    {
        ref Domain entry = ref host.State.Domains[domain];
        ref Vcpu vcpu = ref host.State.Vcpus[domain];
        if (word < 2) return (vcpu.InfoFrame, (int)vcpu.InfoOffset + word * (int)Spec.VcpuInfo.Selector);
        if (word < EventWords)
            return (entry.SharedInfoFrame, (int)(word == 2 ? Spec.SharedInfo.Pending : Spec.SharedInfo.Mask));
        return (entry.GrantFrame, (word - EventWords) * sizeof(ulong));
    }
}
