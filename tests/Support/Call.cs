using System.Globalization;

namespace Verified.Testing;

/// <summary>An operation with the arguments that its handler takes, in the handler's order.</summary>
/// <param name="Operation">The operation.</param>
/// <param name="Caller">The domain that calls.</param>
/// <param name="First">First argument.</param>
/// <param name="Second">Second argument.</param>
/// <param name="Third">Third argument.</param>
/// <param name="Fourth">Fourth argument.</param>
/// <param name="Fifth">Fifth argument.</param>
public readonly record struct Call(
    Operation Operation, uint Caller,
    ulong First = 0, ulong Second = 0, ulong Third = 0, ulong Fourth = 0, ulong Fifth = 0)
{
    /// <summary>The call as one line; numbers are hexadecimal.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"domain {Caller}: {Operation} {First:x} {Second:x} {Third:x} {Fourth:x} {Fifth:x}");
}
