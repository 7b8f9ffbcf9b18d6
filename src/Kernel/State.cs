using System.Runtime.InteropServices;
using Verified.Monitor;

namespace Verified.Kernel;

/// <summary>
/// All security-relevant state of the hypervisor: fixed tables of blittable entries, indices instead of pointers.
/// The image has one, at a page boundary; a host process may hold many. Handlers take it by reference.
/// The leaves come first because the processor walks them: each domain's row is 128 page tables.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public struct State
{
    /// <summary>Nested page-table leaves, [domain][gfn].</summary>
    public LeafTable Leaves;

    /// <summary>The frame table.</summary>
    public FrameTable Frames;

    /// <summary>The stack of free frames.</summary>
    public FreeFrameStack FreeFrames;

    /// <summary>Event channel ports, [domain][port].</summary>
    public PortTable Ports;

    /// <summary>Free ports, one bit each.</summary>
    public PortBitmaps FreePorts;

    /// <summary>Which words of a domain's <see cref="FreePorts"/> have a free port: bit w for word w.</summary>
    public FreeWordTable FreePortWords;

    /// <summary>The port of each virtual interrupt, [domain][virq]; 0 for none.</summary>
    public VirqPortTable VirqPorts;

    /// <summary>Active grants, [granter][reference].</summary>
    public ActiveGrantTable ActiveGrants;

    /// <summary>Maptrack entries, [mapper][handle].</summary>
    public MappingTable Mappings;

    /// <summary>Free maptrack handles, one bit each.</summary>
    public HandleBitmaps FreeHandles;

    /// <summary>Which words of a domain's <see cref="FreeHandles"/> have a free handle.</summary>
    public FreeWordTable FreeHandleWords;

    /// <summary>Domains.</summary>
    public DomainTable Domains;

    /// <summary>How far the destruction of each domain has come (<see cref="DestroyStage"/>), 0 of one that lives.</summary>
    public DestroyCursorTable DestroyCursors;

    /// <summary>vCPUs, one a domain.</summary>
    public VcpuTable Vcpus;

    /// <summary>What each vCPU spent its time on; statistics.</summary>
    public RunstateTable Runstates;

    /// <summary>Parameters of the domains (hvm_op set_param), [domain][index].</summary>
    public ParameterTable Params;

    /// <summary>The reference monitor: policies, labels, Chinese Wall types that run.</summary>
    public MonitorState Monitor;

    /// <summary>The policies as files, and the progress of changes; no decision depends on it.</summary>
    public PolicyStore Store;

    /// <summary>The audit log; stands outside the rule that an error leaves the state as it was.</summary>
    public DenialLog Log;

    /// <summary>
    /// One bit a domain: whether the scheduler has to look at it. Every domain that can run has it set; one that cannot
    /// may have it. It decides nothing but whom the scheduler finds, and stands outside the specification.
    /// </summary>
    public ulong Woken;

    /// <summary>
    /// The address at which frame 0 of the guest frame pool would stand in the hypervisor's address space. In the
    /// image it is a constant (the direct map), written once at boot; on the host, wherever the test keeps its frames.
    /// </summary>
    public ulong MemoryBase;

    /// <summary>Number of entries in use in <see cref="FreeFrames"/>.</summary>
    public uint FreeCount;

    /// <summary>Where the search for a free domain id starts: ids count up and are reused only after wrapping.</summary>
    public uint NextDomain;

    /// <summary>
    /// The hypervisor's frame that is always clear: what a mapping shows, read-only, after it was taken away.
    /// </summary>
    public uint ZeroFrame;

    /// <summary>
    /// How many of the free frames no domain has a claim to: <see cref="FreeCount"/> less what the domains in use may
    /// still take. Whatever a domain is promised comes out of it, so that no promise waits for another domain's frames.
    /// </summary>
    public uint Unclaimed;
}
