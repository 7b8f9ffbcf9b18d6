using System.Runtime.CompilerServices;

namespace Verified.Kernel.Machine.Protected;

/// <summary>
/// CPUID as a guest sees it: the processor's own answer, less what is not virtualised, plus Xen's leaves
/// (xen/include/public/arch-x86/cpuid.h).
/// </summary>
public static class CpuidExit
{
    private const uint InstructionLength = 2;
    private const uint MonitorLeaf = 5;
    private const uint PowerLeaf = 6;
    private const uint FeatureLeaf = 7;
    private const uint ExtendedStateLeaf = 0xd;
    private const uint HighestBasic = ExtendedStateLeaf;
    private const uint HighestExtended = 0x8000_0008;
    private const uint ExtendedBase = 0x8000_0000;
    private const uint XenBase = 0x4000_0000;
    private const uint XenHighest = 0x4000_0004;
    private const uint XenVersion = (4 << 16) | 17;
    private const uint VcpuIdPresent = 1 << 3;
    private const uint DomainIdPresent = 1 << 4;
    private const uint Hypervisor = 1U << 31;

    // MONITOR, PCID, TSC deadline; OSXSAVE, which says what the guest has done.
    private const uint HiddenLeaf1Ecx = (1U << 3) | (1U << 17) | (1U << 24) | OsXsave;
    private const uint OsXsave = 1U << 27;
    private const int OsXsaveOfCr4 = 18;
    private const uint X2Apic = 1U << 21;
    private const uint LocalApicPresent = 1U << 9;

    // MCE, MTRR, MCA, DS, ACPI, HTT, TM: nothing of the kind is emulated.
    private const uint HiddenLeaf1Edx = (1U << 7) | (1U << 12) | (1U << 14) | (1U << 21) | (1U << 22)
        | (1U << 28) | (1U << 29);

    // FSGSBASE, BMI1, AVX2, SMEP, BMI2, ERMS, SMAP.
    private const uint ShownLeaf7Ebx = (1U << 0) | (1U << 3) | (1U << 5) | (1U << 7) | (1U << 8) | (1U << 9) | (1U << 20);

    // XSAVEOPT, XSAVEC, XGETBV with ECX 1. No XSAVES: its MSR is not switched.
    private const uint ShownExtendedState = 0x7;

    // LAHF, CR8, ABM, SSE4A, misaligned SSE, PREFETCHW.
    private const uint ShownExtended1Ecx = 0x1f1;

    // RDTSCP: its MSR is not switched.
    private const uint HiddenExtended1Edx = 1U << 27;

    /// <summary>Answers and steps over the instruction.</summary>
    public static void Handle(ref Vmcb vmcb, ref VcpuRegisters registers, uint domain)
    {
        vmcb.StepTo(vmcb.Rip + InstructionLength);
        uint leaf = (uint)vmcb.Rax;
        if (leaf >= XenBase && leaf <= XenHighest)
            Xen(leaf, domain, ref vmcb, ref registers);
        else
            Processor(leaf, ref vmcb, ref registers);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Processor(uint leaf, ref Vmcb vmcb, ref VcpuRegisters registers)
    {
        CpuidResult result = default;
        uint subleaf = (uint)registers.Rcx;
        if (leaf <= HighestBasic || (leaf >= ExtendedBase && leaf <= HighestExtended))
        {
            Cpu.Cpuid(leaf, subleaf, out result);
            Hide(leaf, subleaf, ref result);
            if (leaf == 1)
                result.Ecx |= ((uint)(vmcb.Cr4 >> OsXsaveOfCr4) & 1) * OsXsave;
            else if (leaf == ExtendedStateLeaf)
                Extended(subleaf, ref result);
        }

        Answer(ref vmcb, ref registers, result.Eax, result.Ebx, result.Ecx, result.Edx);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Answer(ref Vmcb vmcb, ref VcpuRegisters registers, uint eax, uint ebx, uint ecx, uint edx)
    {
        vmcb.Rax = eax;
        registers.Rbx = ebx;
        registers.Rcx = ecx;
        registers.Rdx = edx;
    }

    private static void Hide(uint leaf, uint subleaf, ref CpuidResult result)
    {
        if (leaf == 0)
        {
            result.Eax = HighestBasic;
        }
        else if (leaf == 1)
        {
            // Brand and the size of a cache line; APIC 0, the only one.
            result.Ebx &= 0xffff;
            result.Ecx = (result.Ecx & ~HiddenLeaf1Ecx) | Hypervisor | X2Apic;
            result.Edx = (result.Edx & ~HiddenLeaf1Edx) | LocalApicPresent;
        }
        else if (leaf == MonitorLeaf || leaf == PowerLeaf || (leaf > FeatureLeaf && leaf < ExtendedStateLeaf))
        {
            result = default;
        }
        else if (leaf == FeatureLeaf)
        {
            result.Eax = 0;
            result.Ebx = subleaf == 0 ? result.Ebx & ShownLeaf7Ebx : 0;
            result.Ecx = 0;
            result.Edx = 0;
        }
        else if (leaf == ExtendedBase)
        {
            result.Eax = HighestExtended;
        }
        else if (leaf == ExtendedBase + 1)
        {
            result.Ecx &= ShownExtended1Ecx;
            result.Edx &= ~HiddenExtended1Edx;
        }
        else if (leaf == HighestExtended)
        {
            // Address sizes stay; features and the number of cores do not.
            result.Ebx = 0;
            result.Ecx = 0;
        }
    }

    /// <summary>
    /// What of the extended state is offered, its sizes and places (AMD64 manual vol. 3, appendix E.3.8). The size that
    /// XCR0 asks for is the processor's own answer: XCR0 is the guest's.
    /// </summary>
    private static void Extended(uint subleaf, ref CpuidResult result)
    {
        const uint AvxComponent = 2;
        uint offered = (uint)ExtendedState.Offered;
        uint features = result.Eax;
        uint size = result.Ebx;
        result = default;
        if (subleaf == 0)
        {
            result.Eax = offered;
            result.Ebx = size;
            result.Ecx = ExtendedState.LeastSize + ((offered & ExtendedState.Avx) != 0 ? ExtendedState.YmmSize : 0);
        }
        else if (subleaf == 1)
        {
            result.Eax = features & ShownExtendedState;
            result.Ebx = size;
        }
        else if (subleaf == AvxComponent && (offered & ExtendedState.Avx) != 0)
        {
            result.Eax = ExtendedState.YmmSize;
            result.Ebx = ExtendedState.LeastSize;
        }
    }

    private static void Xen(uint leaf, uint domain, ref Vmcb vmcb, ref VcpuRegisters registers)
    {
        if (leaf == XenHighest)
            Answer(ref vmcb, ref registers, VcpuIdPresent | DomainIdPresent, 0, domain, 0);
        else if (leaf == XenBase) // "XenVMMXenVMM"
            Answer(ref vmcb, ref registers, XenHighest, 0x566e_6558, 0x6558_4d4d, 0x4d4d_566e);
        else if (leaf == XenBase + 1)
            Answer(ref vmcb, ref registers, XenVersion, 0, 0, 0);
        else if (leaf == XenBase + 2)
            Answer(ref vmcb, ref registers, 1, MsrExit.HypercallPage, 0, 0);
        else
            Answer(ref vmcb, ref registers, 0, 0, 0, 0);
    }
}
