namespace Verified.Testing;

/// <summary>
/// What a random step may do: one handler of the kernel, or something a guest does to its own memory.
/// </summary>
public enum Operation
{
    /// <summary>createdomain.</summary>
    CreateDomain,

    /// <summary>One frame of RAM.</summary>
    PopulateFrame,

    /// <summary>EVTCHNOP_alloc_unbound.</summary>
    AllocUnbound,

    /// <summary>EVTCHNOP_bind_interdomain.</summary>
    BindInterdomain,

    /// <summary>EVTCHNOP_send.</summary>
    Send,

    /// <summary>EVTCHNOP_unmask.</summary>
    Unmask,

    /// <summary>EVTCHNOP_close.</summary>
    Close,

    /// <summary>EVTCHNOP_status.</summary>
    Status,

    /// <summary>EVTCHNOP_bind_virq.</summary>
    BindVirq,

    /// <summary>EVTCHNOP_bind_ipi.</summary>
    BindIpi,

    /// <summary>EVTCHNOP_reset, one step.</summary>
    Reset,

    /// <summary>The hypervisor takes a channel away.</summary>
    RevokeChannel,

    /// <summary>The hypervisor raises a virtual interrupt.</summary>
    RaiseVirq,

    /// <summary>VCPUOP_register_vcpu_info.</summary>
    RegisterVcpuInfo,

    /// <summary>VCPUOP_register_runstate_memory_area.</summary>
    RegisterRunstate,

    /// <summary>set_timer_op.</summary>
    SetTimer,

    /// <summary>A timer's deadline comes.</summary>
    TimerExpire,

    /// <summary>SCHEDOP_watchdog.</summary>
    Watchdog,

    /// <summary>HVMOP_set_param.</summary>
    SetParam,

    /// <summary>GNTTABOP_map_grant_ref.</summary>
    MapGrantRef,

    /// <summary>GNTTABOP_unmap_grant_ref.</summary>
    UnmapGrantRef,

    /// <summary>GNTTABOP_transfer.</summary>
    Transfer,

    /// <summary>GNTTABOP_copy; the arguments are the structure's words.</summary>
    Copy,

    /// <summary>GNTTABOP_query_size.</summary>
    QuerySize,

    /// <summary>GNTTABOP_set_version.</summary>
    SetVersion,

    /// <summary>GNTTABOP_get_version.</summary>
    GetVersion,

    /// <summary>GNTTABOP_swap_grant_ref.</summary>
    SwapGrantRef,

    /// <summary>The hypervisor takes a mapping away.</summary>
    RevokeMapping,

    /// <summary>GNTTABOP_setup_table.</summary>
    SetupTable,

    /// <summary>XENMEM_add_to_physmap.</summary>
    AddToPhysmap,

    /// <summary>XENMEM_remove_from_physmap.</summary>
    RemoveFromPhysmap,

    /// <summary>XENMEM_populate_physmap, one extent.</summary>
    PopulatePhysmap,

    /// <summary>XENMEM_decrease_reservation, one extent.</summary>
    DecreaseReservation,

    /// <summary>XENMEM_add_to_physmap_batch of one foreign frame.</summary>
    MapGmfnForeign,

    /// <summary>XENMEM_current_reservation, maximum_reservation or maximum_gpfn.</summary>
    AskAboutMemory,

    /// <summary>HVMOP_set_evtchn_upcall_vector.</summary>
    SetUpcallVector,

    /// <summary>SCHEDOP_block.</summary>
    Block,

    /// <summary>SCHEDOP_poll of one port.</summary>
    Poll,

    /// <summary>SCHEDOP_shutdown.</summary>
    Shutdown,

    /// <summary>acm_op getdecision.</summary>
    GetDecision,

    /// <summary>A poll's deadline comes.</summary>
    Expire,

    /// <summary>The guest writes one of its grant entries.</summary>
    GuestGrants,

    /// <summary>The guest writes a grant entry that accepts a transfer.</summary>
    GuestAccepts,

    /// <summary>The guest masks a port.</summary>
    GuestMasks,

    /// <summary>The guest takes its pending events.</summary>
    GuestConsumes,
}
