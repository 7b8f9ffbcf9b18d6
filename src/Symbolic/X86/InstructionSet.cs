using System.Collections.Immutable;
using Iced.Intel;

namespace Verified.Symbolic.X86;

/// <summary>The meaning of an instruction that falls through to the next one: it changes the state.</summary>
public delegate void InstructionRule(MachineState state, in Instruction instruction);

/// <summary>
/// The instructions that the lifter knows, by mnemonic. Control flow is the explorer's. A form that a rule does not
/// know throws <see cref="LiftException"/>. Immutable: tests plant a wrong rule with <see cref="With"/>.
/// </summary>
public sealed class InstructionSet
{
    private readonly ImmutableDictionary<Mnemonic, InstructionRule> _rules;

    private InstructionSet(ImmutableDictionary<Mnemonic, InstructionRule> rules)
    {
        _rules = rules;
    }

    /// <summary>All instructions, as the processor manual has them.</summary>
    public static InstructionSet Standard { get; } = new(ImmutableDictionary.CreateRange(
        new[]
        {
            MoveRules.All, ArithmeticRules.All, MultiplyRules.All, LogicRules.All, ShiftRules.All, BitRules.All,
            ConditionalRules.All, StackRules.All, StringRules.All, AtomicRules.All, VectorRules.All,
        }.SelectMany(rules => rules)));

    /// <summary>The mnemonics that have a rule.</summary>
    public IEnumerable<Mnemonic> Mnemonics => _rules.Keys.Order();

    /// <summary>The rule of a mnemonic, or null.</summary>
    public InstructionRule? Find(Mnemonic mnemonic) => _rules.GetValueOrDefault(mnemonic);

    /// <summary>The same set with another rule for one mnemonic.</summary>
    public InstructionSet With(Mnemonic mnemonic, InstructionRule rule) => new(_rules.SetItem(mnemonic, rule));

    /// <summary>Executes an instruction that falls through.</summary>
    /// <exception cref="LiftException">The instruction or this form of it is unknown.</exception>
    public void Execute(MachineState state, in Instruction instruction)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (!_rules.TryGetValue(instruction.Mnemonic, out InstructionRule? rule))
            throw Operands.Unknown(state, instruction, "mnemonic");
        if (instruction.HasLockPrefix)
            rule = AtomicRules.Locked(instruction.Mnemonic) ?? throw Operands.Unknown(state, instruction, "LOCK");
        bool isString = instruction.IsStringInstruction;
        if (!isString && (instruction.HasRepPrefix || instruction.HasRepnePrefix) && instruction.Mnemonic != Mnemonic.Pause)
            throw Operands.Unknown(state, instruction, "REP");
        rule(state, instruction);
    }
}
