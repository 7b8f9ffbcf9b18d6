using Verified.Explorer.Checks;
using Verified.Kernel;
using Verified.Monitor;

namespace Verified.Explorer.States;

/// <summary>
/// Makes a step that asked for decisions once more, with none remembered: the result and what it changes must be the
/// same, the remembered decisions aside.
/// </summary>
/// <param name="scratch">The thread's kernel: the step was made in it.</param>
/// <param name="touched">Told of what the handler touches; null for nobody.</param>
internal sealed class WithoutMemory(Scratch scratch, Touched? touched)
{
    private readonly byte[] _after = new byte[StateLayout.Size];
    private readonly ulong[] _outputs = new ulong[4];

    /// <summary>What differs, or null; the state is as the step left it afterwards.</summary>
    /// <param name="step">The step.</param>
    /// <param name="result">Its result with every decision remembered.</param>
    /// <param name="isChanged">Whether it changed the state.</param>
    public Wrong? WhatDiffers(Step step, long result, bool isChanged)
    {
        Host host = scratch.Host;
        ref State s = ref host.State;
        DecisionTable decisions = s.Monitor.Decisions;
        if (isChanged)
        {
            host.Bytes.CopyTo(_after);
            scratch.Undo();
        }

        s.Monitor.Decisions = default;
        touched?.Listen();
        long again = step.Run(ref s, step.Arguments, _outputs);
        Touched.StopListening();
        s.Monitor.Decisions = decisions;
        scratch.TakeEvents();
        if (again != result)
            return new("decision cache", $"{step.Name} gives {result} with decisions remembered, {again} with none");
        scratch.ClearStatistics();
        if (isChanged ? !scratch.IsAs(_after) : scratch.WhatChanged() != 0)
            return new("decision cache", $"{step.Name} changes other things when no decision is remembered");
        return null;
    }
}
