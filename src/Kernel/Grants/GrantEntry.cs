namespace Verified.Kernel;

/// <summary>
/// A version 1 grant entry, read as one 64-bit word: flags in bits 0 to 15, the grantee in 16 to 31, the granter's
/// guest frame number in 32 to 63 (grant_entry_v1 of public/grant_table.h).
/// </summary>
public static class GrantEntry
{
    /// <summary>GTF_type_mask.</summary>
    public const uint TypeMask = 3;

    /// <summary>GTF_permit_access: the grantee may map the frame.</summary>
    public const uint PermitAccess = 1;

    /// <summary>GTF_readonly: only for reading.</summary>
    public const uint ReadOnly = 4;

    /// <summary>GTF_reading: set by the hypervisor while the frame is mapped.</summary>
    public const uint Reading = 8;

    /// <summary>GTF_writing: set by the hypervisor while the frame is mapped for writing.</summary>
    public const uint Writing = 16;

    /// <summary>GTF_accept_transfer: the grantee may transfer a frame to the guest frame number.</summary>
    public const uint AcceptTransfer = 2;

    /// <summary>GTF_transfer_committed and GTF_transfer_completed: a frame has come by this entry.</summary>
    public const uint Transferred = 4 | 8;

    /// <summary>Bytes of an entry.</summary>
    public const uint Size = 8;

    /// <summary>The domain that may map it.</summary>
    public static uint Grantee(ulong entry) => (uint)(entry >> 16) & 0xffff;

    /// <summary>The granter's guest frame number.</summary>
    public static uint Gfn(ulong entry) => (uint)(entry >> 32);
}
