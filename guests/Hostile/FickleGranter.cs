namespace Verified.Guests;

/// <summary>A domain that keeps changing its grant table while another, domain 0, maps and copies by it.</summary>
internal static unsafe class FickleGranter
{
    private const uint Granter = 1;
    private const uint Entries = 4;

    /// <summary>Writes entries, good and bad, for so many millions of the machine's counter.</summary>
    internal static void Grant(uint millions)
    {
        ulong end = Xen.ReadTsc() + ((ulong)millions * 1_000_000);
        Grants.Map();
        for (uint i = 0; Xen.ReadTsc() < end; i++)
        {
            uint reference = Grants.FirstReference + (i % Entries);
            uint kind = i / Entries % 5;
            if (kind == 0)
                Grants.Permit(reference, 0, Grants.Page(i % 8));
            else if (kind == 1)
                Grants.PermitReading(reference, 0, Grants.Page(i % 8));
            else if (kind == 2)
                Grants.Permit(reference, 2, Grants.Page(0));
            else
                Grants.Write(reference, kind == 3 ? 0 : ulong.MaxValue);
        }
    }

    /// <summary>Maps, copies and unmaps as long; afterwards nothing is mapped.</summary>
    internal static void Map(uint millions)
    {
        ulong end = Xen.ReadTsc() + ((ulong)millions * 1_000_000);
        uint mapped = 0, refused = 0, odd = 0, stuck = 0;
        for (uint i = 0; Xen.ReadTsc() < end; i++)
        {
            uint reference = Grants.FirstReference + (i % Entries);
            int status = Grants.MapGrant(Granter, reference, 0, i % 3 == 0, out uint handle);
            mapped += status == 0 ? 1u : 0;
            refused += status != 0 ? 1u : 0;
            odd += status > 0 || status < -13 ? 1u : 0;
            ulong own = (ulong)Grants.Page(1) >> 12;
            int copied = Grants.Copy(Granter, reference, Xen.Self, own, 64, 1);
            odd += copied > 0 || copied < -13 ? 1u : 0;
            if (status == 0 && Grants.UnmapGrant(0, handle) != 0)
                stuck++;
        }

        Line line = default;
        line.Add("maps of a fickle granter: some: "u8);
        line.Add(mapped > 20 ? 1 : 0);
        line.Add(", some refused: "u8);
        line.Add(refused > 20 ? 1 : 0);
        line.Add(", odd answers: "u8);
        line.Add(odd);
        line.Add(", stuck: "u8);
        line.Add(stuck);
        line.End();
    }
}
