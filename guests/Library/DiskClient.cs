using System;

namespace Verified.Guests;

/// <summary>
/// Asks the disk server for a block: binds the server's port, grants it a page with the disk's name in it, and reads
/// the answer there after the server's turn. One client asks several times over the same channel.
/// </summary>
public static unsafe class DiskClient
{
    private const uint Reference = Grants.FirstReference + 1;
    private const uint PageNumber = 1;

    // The server's ports: 1 leads to domain 0, then one for each of its clients, by the client's id.
    private const uint FirstClientPort = 2;

    private static long s_port;

    /// <summary>Asks for a disk's first block; takes one turn to ask and one to read the answer.</summary>
    /// <param name="server">The disk server's domain.</param>
    /// <param name="disk">The disk's name.</param>
    /// <param name="expected">The answer that the policy asks for; another one makes the guest fail.</param>
    public static void Ask(uint server, ReadOnlySpan<byte> disk, ReadOnlySpan<byte> expected)
    {
        SharedText.Write(Grants.Page(PageNumber), disk);
        Grants.Permit(Reference, server, Grants.Page(PageNumber));
        if (s_port == 0)
            s_port = EventChannels.BindInterdomain(server, FirstClientPort + Client.IndexOf(Xen.DomainId()));
        EventChannels.Send((uint)s_port);
        Turn.Done();

        Turn.Await();
        Line line = default;
        line.Add("asked VDiskServer for "u8);
        line.Add(disk);
        line.Add("; answer: \""u8);
        line.Add(SharedText.Read(Grants.Page(PageNumber)));
        line.Add("\""u8);
        line.End();
        Program.Check(SharedText.Same(SharedText.Read(Grants.Page(PageNumber)), expected));
    }

    /// <summary>The reference under which a client grants its page.</summary>
    public static uint GrantReference => Reference;
}

/// <summary>The disk server's clients: OrderWeb is domain 2, Advertising domain 4.</summary>
public static class Client
{
    /// <summary>Number of clients.</summary>
    public const uint Count = 2;

    /// <summary>The domain of a client.</summary>
    public static uint Domain(uint index) => index == 0 ? 2U : 4U;

    /// <summary>Which client a domain is.</summary>
    public static uint IndexOf(uint domain) => domain == 2 ? 0U : 1;
}
