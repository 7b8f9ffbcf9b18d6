using Verified.Symbolic.Terms;

namespace Verified.Proofs.Counterexamples;

/// <summary>
/// Makes a model small: every value that can be 0 becomes 0. What is left is what the counterexample needs. Each step is
/// checked by evaluating all that the model must satisfy.
/// </summary>
public static class SmallModel
{
    /// <summary>A model of the same assertions with as few values as one pass over them leaves.</summary>
    /// <param name="model">A model of the assertions.</param>
    /// <param name="assertions">What must hold.</param>
    public static Model Of(Model model, IReadOnlyList<Term> assertions)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(assertions);
        List<Value> values =
        [
            .. model.Words.Where(word => word.Value != 0).Select(word => new Value(word.Key, null, word.Value)),
            .. model.Entries.Select(entry => new Value(entry.Array, entry.Index, entry.Value)),
        ];
        for (int i = values.Count - 1; i >= 0; i--)
        {
            List<Value> fewer = [.. values];
            fewer.RemoveAt(i);
            if (Holds(fewer, assertions))
                values = fewer;
        }

        return ToModel(values);
    }

    private static bool Holds(List<Value> values, IReadOnlyList<Term> assertions)
    {
        Evaluator evaluator = new(ToModel(values));
        return assertions.All(evaluator.Holds);
    }

    private static Model ToModel(List<Value> values)
    {
        Model model = new();
        foreach (Value value in values)
        {
            if (value.Index is { } index)
                model.Set(value.Name, index, value.Number);
            else
                model.Set(value.Name, value.Number);
        }

        return model;
    }

    private readonly record struct Value(string Name, UInt128? Index, UInt128 Number);
}
