namespace Verified;

/// <summary>
/// The sizes for the model checker: as small as they can be with every kind of thing there is, so that all states can
/// be reached. Everything else in this build is the image's source, unchanged.
/// </summary>
public static class Limits
{
    /// <summary>Domains; a domain id is an index below this. One vCPU each.</summary>
    public const int Domains = 4;

    /// <summary>Event channel ports of a domain; port 0 is reserved, as in Xen.</summary>
    public const int Ports = 4;

    /// <summary>Numbers of virtual interrupts, of which Xen uses 24 (public/xen.h, NR_VIRQS).</summary>
    public const int VirtualInterrupts = 32;

    /// <summary>Parameters of a domain, of which Xen uses 39 (public/hvm/params.h, HVM_NR_PARAMS).</summary>
    public const int Parameters = 64;

    /// <summary>Grant references of a domain: version 1 entries, 8 bytes each.</summary>
    public const int GrantReferences = 2;

    /// <summary>Maptrack handles of a domain: how many foreign grants it may have mapped at a time.</summary>
    public const int MaptrackHandles = 2;

    /// <summary>Machine frames of 4 KiB that the frame table describes.</summary>
    public const int Frames = 16;

    /// <summary>Guest frame numbers of a domain.</summary>
    public const int GuestFrames = 8;

    /// <summary>Rows of the label table: VM labels, <c>__UNLABELED__</c> included. An ssidref is an index below this.</summary>
    public const int Labels = 8;

    /// <summary>Simple Type Enforcement types, and as many Chinese Wall types.</summary>
    public const int Types = 4;

    /// <summary>Conflict sets of the Chinese Wall.</summary>
    public const int ConflictSets = 2;

    /// <summary>Bytes of the largest policy file that is kept: no step that is explored keeps one.</summary>
    public const int PolicyBytes = 8;

    /// <summary>Denials that wait to be printed.</summary>
    public const int DenialLog = 4;

    /// <summary>Policies, and labellings of the domains: one in force, one staged.</summary>
    public const int Slots = 2;
}
