namespace Verified.Spec;

public sealed partial class Specification<TBool, TWord, TTable>
{
    /// <summary>What an operation comes to: its result and the next state.</summary>
    /// <param name="Result">Negative: the error; else the value.</param>
    /// <param name="Next">The next state.</param>
    public sealed record Outcome(TWord Result, SystemState Next)
    {
        /// <summary>What else a successful operation says; meaningless after an error.</summary>
        public IReadOnlyList<TWord> Outputs { get; init; } = [];
    }

    /// <summary>
    /// An operation in the making: requirements in their order, then the success. The first requirement that does not
    /// hold is the result, and the state stays as it was; what is computed after it means nothing.
    /// </summary>
    private sealed class Attempt(SystemState state)
    {
        private TWord _error = Number(0);

        /// <summary>Whether every requirement so far holds.</summary>
        public TBool Holds { get; private set; } = TBool.True;

        /// <summary>If the condition does not hold, the operation fails with the error.</summary>
        public void Require(TBool condition, long error)
        {
            _error = If(Holds & !condition, Number(error), _error);
            Holds &= condition;
        }

        /// <summary>If every requirement holds, the operation gives the result and the next state.</summary>
        public Outcome Succeed(TWord result, SystemState next) =>
            new(If(Holds, result, _error), SystemState.If(Holds, next, state));
    }
}
