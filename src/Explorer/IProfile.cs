using Verified.Explorer.Configurations;
using Verified.Explorer.Search;
using Verified.Explorer.Traces;
using Verified.Traces;

namespace Verified.Explorer;

/// <summary>A kernel that is explored: the product's, or the one of long ago.</summary>
public interface IProfile
{
    /// <summary>Its name on the command line.</summary>
    string Name { get; }

    /// <summary>What is explored unless a file says otherwise.</summary>
    Configuration Default { get; }

    /// <summary>Whether the specification speaks of it, so that every step can be compared.</summary>
    bool IsSpecified { get; }

    /// <summary>The kernel in a configuration, as a system to explore.</summary>
    /// <param name="configuration">A configuration without objection.</param>
    /// <param name="oracle">Whether every step is compared with the specification's, every state with the invariant.</param>
    ISystem Prepare(Configuration configuration, bool oracle);
}

/// <summary>A kernel in a configuration: its states and steps.</summary>
public interface ISystem : IModel
{
    /// <summary>How many steps anyone may try.</summary>
    int StepCount { get; }

    /// <summary>Makes the steps of a way, one after the other, from the initial state.</summary>
    IReadOnlyList<MadeStep> Replay(IReadOnlyList<int> steps);

    /// <summary>The same as a trace that others can run.</summary>
    /// <param name="steps">The steps of the way.</param>
    /// <param name="about">What it shows, in one line.</param>
    Trace Record(IReadOnlyList<int> steps, string about);
}
