using Iced.Intel;

namespace Verified.Proofs.Mediation;

/// <summary>
/// EntryState where VMRUN is: each register that VMRUN does not switch is loaded from the vCPU's slot, stays until
/// VMRUN, and goes back to the same place before anything else writes it (AMD64 manual vol. 2, section 15.5). RAX and RSP
/// are the VMCB's. A reading of run_guest's instructions in their order, which is that of Boot/svm.S.
/// </summary>
internal sealed class VcpuSwitch
{
    /// <summary>The routine that has VMRUN in it.</summary>
    public const string Routine = "run_guest";

    private const ulong Registers = 0x1000;
    private const ulong Extended = 0x1800;
    private const ulong TlbControl = 0x5c;

    private static readonly Register[] s_atEachExit =
    [
        Register.RBX, Register.RCX, Register.RDX, Register.RSI, Register.RDI, Register.R8, Register.R9, Register.R10,
        Register.R11,
    ];

    private static readonly Register[] s_kept = [Register.RBP, Register.R12, Register.R13, Register.R14, Register.R15];

    private readonly KernelCode _code;
    private readonly IReadOnlyList<Instruction> _all;
    private readonly int _run;
    private readonly int _exit;
    private readonly InstructionInfoFactory _info = new();
    private readonly List<string> _against = [];

    private VcpuSwitch(KernelCode code)
    {
        _code = code;
        _all = [.. code.All.FunctionAt(code.Address(Routine))!.Instructions.Values];
        _run = _all.ToList().FindIndex(i => i.Mnemonic == Mnemonic.Vmrun);
        _exit = _all.ToList().FindIndex(i => i.IsCallNear && i.NearBranchTarget == code.Address("guest_exit"));
    }

    /// <summary>Reads it.</summary>
    public static MediationFinding Check(KernelCode code)
    {
        VcpuSwitch theorem = new(code);
        if (theorem._run < 0 || theorem._exit < theorem._run)
            theorem._against.Add("run_guest: no VMRUN with a call of guest_exit behind it");
        else
            theorem.Look();
        return MediationFinding.Of(
            "vCPU switch",
            "what VMRUN does not switch is loaded from the vCPU's slot before it, and goes back there behind it",
            $"{s_atEachExit.Length + s_kept.Length} general registers, x87, XMM, YMM, XCR0, PKRU, segments and system call MSRs",
            theorem._against);
    }

    private void Look()
    {
        HashSet<ulong> places = [];
        foreach (Register register in s_atEachExit)
            LookAt(register, _exit, places);
        foreach (Register register in s_kept)
            LookAt(register, _all.Count, places);
        int restored = Only(Mnemonic.Xrstor64, 0, _run, i => i.MemoryDisplacement64 == Extended);
        int saved = Only(Mnemonic.Xsave64, _exit, _all.Count, i => i.MemoryDisplacement64 == Extended && i.MemoryBase == Register.RSI);
        RequireXmm(restored, saved);
        RequireExtended(restored, saved);
        RequireLoop();
        Only(Mnemonic.Vmload, 0, _run, i => i.Op0Register == Register.RAX || i.OpCount == 0);
        Only(Mnemonic.Vmsave, _exit, _all.Count, i => i.Op0Register == Register.RAX || i.OpCount == 0);
        int loaded = Only(Mnemonic.Wrpkru, 0, _run, _ => true), kept = Only(Mnemonic.Rdpkru, _exit, _all.Count, _ => true);
        if (loaded > 0 && kept > 0)
            RequirePkru(loaded, kept);
        // Between VMRUN and the exit's routine the slot is written with these, and TLB_CONTROL is cleared: no more.
        foreach (Instruction i in _all.Skip(_run + 1).Take(_exit - _run - 1).Where(i => i.Op0Kind == OpKind.Memory))
        {
            bool isKnown = i.MemoryBase == Register.RAX
                && (places.Contains(i.MemoryDisplacement64) || i.MemoryDisplacement64 == TlbControl || i.Mnemonic == Mnemonic.Movups);
            if (!isKnown)
                _against.Add($"{Place(i)} stores behind VMRUN what is no register's");
        }
    }

    /// <summary>While the exit's routine gives back 0 the guest runs on: 0 is never what the run comes to.</summary>
    private void RequireLoop()
    {
        bool goesOn = _exit + 2 < _all.Count
            && _all[_exit + 1] is { Mnemonic: Mnemonic.Test, Op0Register: Register.EAX, Op1Register: Register.EAX }
            && _all[_exit + 2] is { Mnemonic: Mnemonic.Je } back
            && _all.Take(_run).Any(i => i.IP == back.NearBranchTarget);
        if (!goesOn)
            _against.Add($"{Place(_all[_exit])}: a guest whose exit was dealt with does not run on");
    }

    /// <summary>One load before VMRUN, one store behind it, the same place, and nobody writes the register between.</summary>
    private void LookAt(Register register, int before, HashSet<ulong> places)
    {
        int load = One(0, _run, i => i.Mnemonic == Mnemonic.Mov && i.Op0Register == register && IsInSlot(i, 1));
        int store = One(_run, before, i => i.Mnemonic == Mnemonic.Mov && i.Op1Register == register && IsInSlot(i, 0));
        string name = $"{register}".ToLowerInvariant();
        if (load < 0 || store < 0)
        {
            _against.Add($"run_guest: {name} is not loaded once before VMRUN, or not stored once behind it");
            return;
        }

        if (_all[load].MemoryDisplacement64 != _all[store].MemoryDisplacement64)
            _against.Add($"{Place(_all[load])}: {name} is loaded from another place than it is stored to");
        if (!places.Add(_all[load].MemoryDisplacement64))
            _against.Add($"{Place(_all[load])}: {name} shares its place with another register");
        RequireUntouched(register, load + 1, store);
    }

    // RSP counts from the host's frame; a call keeps what its callee must give back: see "stack".
    private void RequireUntouched(Register register, int from, int to)
    {
        foreach (Instruction i in _all.Skip(from).Take(to - from).Where(i => i.Mnemonic != Mnemonic.Vmrun && !i.IsCallNear))
        {
            bool writes = _info.GetInfo(i).GetUsedRegisters().Any(used => used.Register.GetFullRegister() == register
                && used.Access is not (OpAccess.Read or OpAccess.CondRead or OpAccess.None or OpAccess.NoMemAccess));
            if (writes)
                _against.Add($"{Place(i)}: '{i}' overwrites {$"{register}".ToLowerInvariant()} of a guest");
        }
    }

    /// <summary>XMM0 and XMM8, which the exits' code uses: kept at each exit, loaded before each further VMRUN.</summary>
    private void RequireXmm(int restored, int saved)
    {
        if (restored < 0 || saved < 0)
            return;
        foreach (Register register in (Register[])[Register.XMM0, Register.XMM8])
        {
            int store = One(_run, _exit, i => i.Mnemonic == Mnemonic.Movups && i.Op1Register == register);
            int again = One(restored, _run, i => i.Mnemonic == Mnemonic.Movups && i.Op0Register == register);
            int last = One(_exit, saved, i => i.Mnemonic == Mnemonic.Movups && i.Op0Register == register);
            bool isSame = store >= 0 && again >= 0 && last >= 0
                && _all[store].MemoryDisplacement64 == _all[again].MemoryDisplacement64
                && _all[store].MemoryDisplacement64 == _all[last].MemoryDisplacement64;
            if (!isSame)
                _against.Add($"run_guest: {$"{register}".ToLowerInvariant()} is not kept over an exit");
        }
    }

    /// <summary>
    /// XRSTOR and XSAVE move every component that guests may enable, and XCR0 is the vCPU's when it runs, and is kept.
    /// </summary>
    private void RequireExtended(int restored, int saved)
    {
        if (restored < 0 || saved < 0)
            return;
        int[] controls = [.. Enumerable.Range(0, _all.Count).Where(k => _all[k].Mnemonic == Mnemonic.Xsetbv)];
        if (controls.Length != 3 || controls[0] > restored || controls[1] < restored || controls[1] > _run
            || controls[2] < _exit || controls[2] > saved)
        {
            _against.Add("run_guest: XCR0 is not set before XRSTOR, behind it for the guest, and before XSAVE");
            return;
        }

        foreach (int at in (int[])[controls[0], controls[2]])
        {
            Instruction from = LastIntoEax(at);
            if (!from.IsIPRelativeMemoryOperand || from.IPRelativeMemoryAddress != _code.Address("extended_state"))
                _against.Add($"{Place(_all[at])}: not all components that guests may enable are switched");
        }

        foreach ((int from, int to) in ((int, int)[])[(controls[0], restored), (controls[2], saved)])
        {
            if (to != from + 1)
                _against.Add($"{Place(_all[to])}: something stands between XSETBV and the moving of the components");
        }

        Instruction own = LastIntoEax(controls[1]);
        int read = Only(Mnemonic.Xgetbv, _exit, controls[2], _ => true);
        Instruction kept = _all[read < 0 ? 0 : read + 1];
        bool isOwn = own.Op1Kind == OpKind.Memory && own.MemoryBase == Register.RSI && own.MemoryDisplacement64 >= Registers
            && kept.Op0Kind == OpKind.Memory && kept.MemoryBase == Register.RSI && kept.Op1Register == Register.EAX
            && kept.MemoryDisplacement64 == own.MemoryDisplacement64;
        if (!isOwn)
            _against.Add($"{Place(own)}: XCR0 is not the vCPU's own");
    }

    private Instruction LastIntoEax(int before) =>
        _all.Take(before).Last(i => i.Mnemonic == Mnemonic.Mov && i.Op0Register == Register.EAX);

    private void RequirePkru(int loaded, int kept)
    {
        Instruction from = _all.Take(loaded).Last(i => i.Mnemonic == Mnemonic.Mov && i.Op0Register == Register.EAX);
        Instruction to = _all[kept + 1];
        if (from.Op1Kind != OpKind.Memory || to.Op0Kind != OpKind.Memory || to.Op1Register != Register.EAX
            || from.MemoryDisplacement64 != to.MemoryDisplacement64)
            _against.Add($"{Place(to)}: PKRU is kept elsewhere than it is loaded from");
    }

    private static bool IsInSlot(Instruction i, int operand) =>
        i.GetOpKind(operand) == OpKind.Memory && i.MemoryBase == Register.RAX && i.MemoryDisplacement64 >= Registers;

    private int Only(Mnemonic mnemonic, int from, int to, Func<Instruction, bool> isRight)
    {
        int at = One(from, to, i => i.Mnemonic == mnemonic);
        if (at >= 0 && isRight(_all[at]))
            return at;
        _against.Add($"run_guest: no {$"{mnemonic}".ToLowerInvariant()} of the vCPU's slot, or several");
        return -1;
    }

    private int One(int from, int to, Func<Instruction, bool> which)
    {
        int[] found = [.. Enumerable.Range(from, to - from).Where(k => which(_all[k]))];
        return found.Length == 1 ? found[0] : -1;
    }

    private string Place(Instruction i) => _code.Place(i.IP);
}
