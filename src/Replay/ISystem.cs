namespace Verified.Replay;

/// <summary>A kernel on which steps are made, and what watches over it.</summary>
internal interface ISystem
{
    /// <summary>The kernel.</summary>
    KernelHost Host { get; }

    /// <summary>The result of the last call.</summary>
    long Result { get; }

    /// <summary>Whether the last call was made: whoever makes it may.</summary>
    bool WasMade { get; }

    /// <summary>Makes a call; what is wrong then, or null.</summary>
    string? Call(Specification.Operation operation, ulong[] arguments);

    /// <summary>The kernel was changed from outside.</summary>
    void Resume();

    /// <summary>A domain has written into a frame that it sees.</summary>
    void ResumeFrame(uint frame);

    /// <summary>A domain is entered: the flush that it owes is made.</summary>
    void Enter(int domain);

    /// <summary>What does not hold now; null when all is well.</summary>
    string? WhatFails();
}
