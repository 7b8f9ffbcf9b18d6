namespace Verified.Symbolic.ControlFlow;

/// <summary>A place at which nobody can say what runs next.</summary>
/// <param name="Address">The instruction.</param>
/// <param name="Text">What is wrong there: <c>jumps through a register</c>.</param>
public sealed record ControlFlowFault(ulong Address, string Text);
