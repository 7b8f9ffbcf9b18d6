namespace Verified;

/// <summary>
/// The size of every table of the hypervisor and its reference monitor. This is the one file in which the model
/// checker's build (Verified.Kernel.Small) differs from the image. Sizes of tables that are indexed together are
/// powers of two, so that an address is a shift and an index is a field of bits in the proofs.
/// </summary>
public static class Limits
{
    /// <summary>Domains; a domain id is an index below this. One vCPU each.</summary>
    public const int Domains = 64;

    /// <summary>Event channel ports of a domain; port 0 is reserved, as in Xen.</summary>
    public const int Ports = 1024;

    /// <summary>Numbers of virtual interrupts, of which Xen uses 24 (public/xen.h, NR_VIRQS).</summary>
    public const int VirtualInterrupts = 32;

    /// <summary>Parameters of a domain, of which Xen uses 39 (public/hvm/params.h, HVM_NR_PARAMS).</summary>
    public const int Parameters = 64;

    /// <summary>Grant references of a domain: one frame of version 1 entries, 8 bytes each.</summary>
    public const int GrantReferences = 512;

    /// <summary>Maptrack handles of a domain: how many foreign grants it may have mapped at a time.</summary>
    public const int MaptrackHandles = 1024;

    /// <summary>Machine frames of 4 KiB that the frame table describes (4 GiB).</summary>
    public const int Frames = 1 << 20;

    /// <summary>Guest frame numbers of a domain: 256 MiB of guest-physical addresses.</summary>
    public const int GuestFrames = 1 << 16;

    /// <summary>
    /// Rows of the label table: VM labels, <c>__UNLABELED__</c> included. An ssidref is an index below this.
    /// </summary>
    public const int Labels = 1024;

    /// <summary>Simple Type Enforcement types, and as many Chinese Wall types: four words of 64.</summary>
    public const int Types = 256;

    /// <summary>Conflict sets of the Chinese Wall.</summary>
    public const int ConflictSets = 64;

    /// <summary>Policies, and labellings of the domains: one in force, one staged.</summary>
    public const int Slots = 2;

    /// <summary>Bytes of the largest policy file that is kept.</summary>
    public const int PolicyBytes = 1 << 20;

    /// <summary>Denials that wait to be printed.</summary>
    public const int DenialLog = 64;
}
