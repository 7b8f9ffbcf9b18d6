/*
 * A small PVH kernel that checks what it is promised: the entry, hvm_start_info, the version texts of Xen, exceptions in
 * kernel and user mode, and the error codes that Xen's public headers and its own code give. One line for each that is
 * not so, and a count. The command line says how it ends: a reason of SCHEDOP_shutdown.
 */
/* Today's numbers, not those of the headers' first users. */
#define __XEN_INTERFACE_VERSION__ 0x00040e00
#include <stdint.h>
#include <xen/xen.h>
#include <xen/event_channel.h>
#include <xen/features.h>
#include <xen/hvm/hvm_op.h>
#include <xen/hvm/params.h>
#include <xen/memory.h>
#include <xen/sched.h>
#include <xen/version.h>
#include <xen/arch-x86/hvm/start_info.h>

enum { EPERM = -1, ESRCH = -3, ENOENT = -2, E2BIG = -7, EFAULT = -14, EEXIST = -17, EINVAL = -22, ENOSYS = -38 };
enum { DIVIDE = 0, BREAKPOINT = 3, UNDEFINED = 6, PROTECTION = 13, CALL = 32 };

extern unsigned char hypercall_page[], shared_page[], task[], vectors[];
extern uint64_t gdt[], idt[];
extern uint32_t entry_state[];
extern long caught_vector, caught_error, caught_at, caught_result;

long hypercall(long number, long first, long second, long third);
void run_at(void (*function)(void), int is_user);
void load_tables(void);
void do_ud2(void), do_vmrun(void), do_monitor(void), do_xsetbv(void), do_int3(void), do_cli(void), do_hlt(void);
void do_divide(void), do_bad_rdmsr(void), do_bad_wrmsr(void), do_rdmsr(void), do_bad_segment(void), do_vmmcall(void);
void do_rdpmc(void), do_nothing(void);

static unsigned checks, failures;
static char line[160];
static unsigned used;

static void add(const char *text)
{
    while (*text != 0 && used < sizeof line)
        line[used++] = *text++;
}

static void add_number(long value)
{
    char digits[24];
    int n = 0;
    unsigned long rest = value < 0 ? -(unsigned long)value : (unsigned long)value;
    do {
        digits[n++] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest != 0);
    if (value < 0)
        add("-");
    char text[2] = {0, 0};
    while (n > 0) {
        text[0] = digits[--n];
        add(text);
    }
}

static void end(void)
{
    add("\n");
    hypercall(__HYPERVISOR_console_io, CONSOLEIO_write, used, (long)line);
    used = 0;
}

static void expect(const char *name, long is, long should)
{
    checks++;
    if (is == should)
        return;
    failures++;
    add(name);
    add(": is ");
    add_number(is);
    add(", should be ");
    add_number(should);
    end();
}

static int same(const char *a, const char *b)
{
    while (*a != 0 && *a == *b)
        a++, b++;
    return *a == *b;
}

static void find_hypercall_page(void)
{
    uint32_t base = 0x40000000, eax = base, ebx, ecx, edx;
    __asm__ volatile("cpuid" : "+a"(eax), "=b"(ebx), "=c"(ecx), "=d"(edx) : "2"(0));
    int is_xen = ebx == 0x566e6558 && ecx == 0x65584d4d && edx == 0x4d4d566e;
    eax = base + 2;
    __asm__ volatile("cpuid" : "+a"(eax), "=b"(ebx), "=c"(ecx), "=d"(edx) : "2"(0));
    __asm__ volatile("wrmsr" : : "c"(ebx), "a"((uint32_t)(uintptr_t)hypercall_page), "d"(0) : "memory");
    expect("XenVMMXenVMM", is_xen, 1);
    expect("one hypercall page", eax, 1);
}

static void look_at_entry(void)
{
    expect("CR0 at the entry, but for what is fixed", entry_state[1] & ~0x10u, 1);
    expect("CR4 at the entry", entry_state[2], 0);
    expect("EFLAGS at the entry, but for those of arithmetic", entry_state[3] & ~0x8d5u, 2);
    expect("EFER at the entry", entry_state[4], 0);
}

/* "shutdown=" of the command line. */
static long look_at_start_info(void)
{
    const struct hvm_start_info *info = (const void *)(uintptr_t)entry_state[0];
    expect("magic", info->magic, XEN_HVM_START_MAGIC_VALUE);
    expect("version", info->version, 1);
    expect("flags", info->flags, 3);
    expect("modules", info->nr_modules, 1);
    const struct hvm_modlist_entry *module = (const void *)(uintptr_t)info->modlist_paddr;
    expect("the module's size", (long)module->size, 12);
    expect("the module's bytes", same((const char *)(uintptr_t)module->paddr, "a PVH module"), 1);
    expect("the module is in whole pages", (long)(module->paddr & 4095), 0);
    expect("RSDP", *(const uint64_t *)(uintptr_t)info->rsdp_paddr == 0x2052545020445352, 1);
    const struct hvm_memmap_table_entry *map = (const void *)(uintptr_t)info->memmap_paddr;
    expect("RAM from 0 on", map[0].addr == 0 && map[0].type == XEN_HVM_MEMMAP_TYPE_RAM, 1);
    int is_ordered = 1, has_acpi = 0;
    for (unsigned i = 0; i < info->memmap_entries; i++) {
        is_ordered &= i == 0 || map[i].addr >= map[i - 1].addr + map[i - 1].size;
        has_acpi |= map[i].type == XEN_HVM_MEMMAP_TYPE_ACPI && entry_state[0] >= map[i].addr
            && entry_state[0] < map[i].addr + map[i].size;
    }

    expect("the map is in order", is_ordered, 1);
    expect("start_info is in what the map calls ACPI data", has_acpi, 1);
    const char *words = (const char *)(uintptr_t)info->cmdline_paddr;
    expect("the command line", words[0] == 's' && words[8] == '=', 1);
    return words[9] - '0';
}

static void gate(unsigned vector, unsigned at, int is_user)
{
    uint64_t address = (uintptr_t)vectors + 16u * at;
    uint64_t low = (address & 0xffff) | 0x80000u | (is_user ? 0xee00ull : 0x8e00ull) << 32 | (address >> 16 & 0xffff) << 48;
    if (sizeof(long) == 8) {
        idt[2 * vector] = low;
        idt[2 * vector + 1] = address >> 32;
    } else {
        idt[vector] = low;
    }
}

static void make_tables(void)
{
    uint64_t place = (uintptr_t)task;
    gdt[5] = 103 | (place & 0xffffff) << 16 | 0x89ull << 40 | (place >> 24 & 0xff) << 56;
    gdt[6] = place >> 32;
    if (sizeof(long) == 4)
        *(uint32_t *)(task + 8) = 0x10;
    for (unsigned vector = 0; vector < 32; vector++)
        gate(vector, vector, vector == BREAKPOINT);
    gate(0x80, CALL, 1);
    load_tables();
}

static void raises(const char *name, void (*deed)(void), int is_user, long vector, long error)
{
    caught_vector = -1;
    caught_error = -1;
    run_at(deed, is_user);
    expect(name, caught_vector, vector);
    if (vector != CALL)
        expect(name, caught_error, error);
    if (vector == UNDEFINED || vector == PROTECTION)
        expect(name, caught_at >= (long)deed && caught_at < (long)deed + 16, 1);
}

static void raise_exceptions(void)
{
    raises("UD2", do_ud2, 0, UNDEFINED, 0);
    raises("VMRUN", do_vmrun, 0, UNDEFINED, 0);
    raises("MONITOR", do_monitor, 0, UNDEFINED, 0);
    raises("XSETBV without CR4.OSXSAVE", do_xsetbv, 0, UNDEFINED, 0);
    raises("INT3", do_int3, 0, BREAKPOINT, 0);
    raises("a division by 0", do_divide, 0, DIVIDE, 0);
    raises("RDMSR of what is not there", do_bad_rdmsr, 0, PROTECTION, 0);
    raises("WRMSR of what is not there", do_bad_wrmsr, 0, PROTECTION, 0);
    raises("a selector beyond the table", do_bad_segment, 0, PROTECTION, 0x50);
    raises("RDPMC", do_rdpmc, 0, PROTECTION, 0);
    raises("user: nothing", do_nothing, 1, CALL, 0);
    raises("user: UD2", do_ud2, 1, UNDEFINED, 0);
    raises("user: INT3", do_int3, 1, BREAKPOINT, 0);
    raises("user: CLI", do_cli, 1, PROTECTION, 0);
    raises("user: HLT", do_hlt, 1, PROTECTION, 0);
    raises("user: RDMSR", do_rdmsr, 1, PROTECTION, 0);
    raises("user: a division by 0", do_divide, 1, DIVIDE, 0);
    raises("user: a hypercall", do_vmmcall, 1, CALL, 0);
    expect("user: its result", sizeof(long) == 8 ? caught_result : (int)caught_result, EPERM);
    raises("kernel: a hypercall", do_vmmcall, 0, CALL, 0);
    expect("kernel: its result", caught_result, 0x40011);
}

static void ask_for_versions(void)
{
    static union {
        xen_extraversion_t extra;
        xen_capabilities_info_t capabilities;
        xen_changeset_info_t changeset;
        struct xen_compile_info compile;
        struct xen_feature_info features;
        xen_domain_handle_t handle;
        uint32_t words[2];
    } a;
    const long none = sizeof(long) == 8 ? -4096 : (long)0xf0000000;
    expect("version", hypercall(__HYPERVISOR_xen_version, XENVER_version, 0, 0), 0x40011);
    expect("extraversion", hypercall(__HYPERVISOR_xen_version, XENVER_extraversion, (long)&a, 0), 0);
    expect("it begins with a point", a.extra[0], '.');
    expect("capabilities", hypercall(__HYPERVISOR_xen_version, XENVER_capabilities, (long)&a, 0), 0);
    expect("its text", same(a.capabilities, "hvm-3.0-x86_32 hvm-3.0-x86_32p hvm-3.0-x86_64"), 1);
    expect("changeset", hypercall(__HYPERVISOR_xen_version, XENVER_changeset, (long)&a, 0), 0);
    expect("compile_info", hypercall(__HYPERVISOR_xen_version, XENVER_compile_info, (long)&a, 0), 0);
    expect("guest_handle", hypercall(__HYPERVISOR_xen_version, XENVER_guest_handle, (long)&a, 0), 0);
    a.words[0] = a.words[1] = 0x5555;
    expect("platform_parameters", hypercall(__HYPERVISOR_xen_version, XENVER_platform_parameters, (long)&a, 0), 0);
    expect("a long of them", a.words[1] == 0x5555, sizeof(long) == 4);
    a.features.submap_idx = 0;
    expect("get_features", hypercall(__HYPERVISOR_xen_version, XENVER_get_features, (long)&a, 0), 0);
    expect("a callback vector", a.features.submap >> XENFEAT_hvm_callback_vector & 1, 1);
    expect("pagesize", hypercall(__HYPERVISOR_xen_version, XENVER_pagesize, 0, 0), 4096);
    expect("nowhere", hypercall(__HYPERVISOR_xen_version, XENVER_extraversion, none, 0), EFAULT);
    expect("an unknown question", hypercall(__HYPERVISOR_xen_version, 99, (long)&a, 0), ENOSYS);
}

static void make_mistakes(void)
{
    const long none = sizeof(long) == 8 ? -4096 : (long)0xf0000000;
    struct evtchn_send send = {.port = 0};
    struct evtchn_close close = {.port = 77};
    struct evtchn_status status = {.dom = 999, .port = 1};
    struct evtchn_unmask unmask = {.port = 1 << 20};
    struct evtchn_bind_interdomain bind = {.remote_dom = 999, .remote_port = 1};
    struct evtchn_alloc_unbound unbound = {.dom = DOMID_SELF, .remote_dom = 999};
    struct evtchn_bind_virq virq = {.virq = 99, .vcpu = 0};
    struct sched_shutdown reason = {.reason = 6};
    struct xen_hvm_param param = {.domid = DOMID_SELF, .index = 99};
    expect("hypercall 63", hypercall(63, 0, 0, 0), ENOSYS);
    expect("console_io 9", hypercall(__HYPERVISOR_console_io, 9, 1, (long)line), ENOSYS);
    expect("console_io nowhere", hypercall(__HYPERVISOR_console_io, CONSOLEIO_write, 4, none), EFAULT);
    expect("sched_op 99", hypercall(__HYPERVISOR_sched_op, 99, 0, 0), ENOSYS);
    expect("a reason that there is not", hypercall(__HYPERVISOR_sched_op, SCHEDOP_shutdown, (long)&reason, 0), EINVAL);
    expect("shutdown nowhere", hypercall(__HYPERVISOR_sched_op, SCHEDOP_shutdown, none, 0), EFAULT);
    expect("event_channel_op 99", hypercall(__HYPERVISOR_event_channel_op, 99, (long)&send, 0), ENOSYS);
    expect("send by port 0", hypercall(__HYPERVISOR_event_channel_op, EVTCHNOP_send, (long)&send, 0), EINVAL);
    expect("close a free port", hypercall(__HYPERVISOR_event_channel_op, EVTCHNOP_close, (long)&close, 0), EINVAL);
    expect("status of nobody's", hypercall(__HYPERVISOR_event_channel_op, EVTCHNOP_status, (long)&status, 0), ESRCH);
    expect("unmask beyond", hypercall(__HYPERVISOR_event_channel_op, EVTCHNOP_unmask, (long)&unmask, 0), EINVAL);
    expect("bind to nobody", hypercall(__HYPERVISOR_event_channel_op, EVTCHNOP_bind_interdomain, (long)&bind, 0), ESRCH);
    expect("alloc for nobody", hypercall(__HYPERVISOR_event_channel_op, EVTCHNOP_alloc_unbound, (long)&unbound, 0), ESRCH);
    expect("virq 99", hypercall(__HYPERVISOR_event_channel_op, EVTCHNOP_bind_virq, (long)&virq, 0), EINVAL);
    expect("param 99", hypercall(__HYPERVISOR_hvm_op, HVMOP_get_param, (long)&param, 0), EINVAL);
    param.domid = 999;
    param.index = 0;
    expect("nobody's param", hypercall(__HYPERVISOR_hvm_op, HVMOP_get_param, (long)&param, 0), ESRCH);
    expect("hvm_op 99", hypercall(__HYPERVISOR_hvm_op, 99, (long)&param, 0), ENOSYS);
}

void main(void)
{
    find_hypercall_page();
    look_at_entry();
    struct sched_shutdown end_of_all = {.reason = (unsigned)look_at_start_info()};
    make_tables();
    raise_exceptions();
    ask_for_versions();
    make_mistakes();
    add(sizeof(long) == 8 ? "64 bits: " : "32 bits: ");
    add_number(checks);
    add(" checks, failed: ");
    add_number(failures);
    end();
    hypercall(__HYPERVISOR_sched_op, SCHEDOP_shutdown, (long)&end_of_all, 0);
}
