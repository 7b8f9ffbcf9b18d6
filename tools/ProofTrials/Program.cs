using Verified.Symbolic.Elf;
using Verified.Symbolic.Solving;
using Verified.Symbolic.X86;
using Verified.Tools.ProofTrials;

// ProofTrials mutants|certify|stability IMAGE FOLDER [NAME=VALUE...]: trials of the proofs themselves, about one image.
// What is done stands in FOLDER, so that a trial that was stopped goes on where it was.
// ProofTrials figures IMAGE [NAME=VALUE...]: what the proofs cost.
try
{
    return args switch
    {
        ["mutants", string image, string folder, .. string[] rest] => Mutants.Run(image, folder, new(rest)),
        ["certify", string image, string folder, .. string[] rest] => Certify.Run(image, folder, new(rest)),
        ["stability", string image, string folder, .. string[] rest] => Stability.Run(image, folder, new(rest)),
        ["figures", string image, .. string[] rest] => Figures.Run(image, new(rest)),
        _ => Fail("usage: ProofTrials mutants|certify|stability IMAGE FOLDER [jobs=N] [only=OPERATION] ..., or figures IMAGE ..."),
    };
}
catch (Exception e) when (IsInput(e))
{
    return Fail(e.Message);
}
catch (AggregateException e) when (e.Flatten().InnerExceptions is [{ } inner, ..] && IsInput(inner))
{
    return Fail(inner.Message);
}

// An image of another tree than the programs, a solver that is missing, a folder that cannot be written.
static bool IsInput(Exception e) => e is ElfException or SolverException or LiftException or ArgumentException
    or IOException or UnauthorizedAccessException;

static int Fail(string message)
{
    Console.Error.WriteLine(message);
    return 2;
}
