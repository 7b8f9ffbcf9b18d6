using Verified.EndToEnd.Tests;

namespace Verified.Machine.Tests;

/// <summary>
/// Boots guests/Conformance: domains 0, 1 and 2 carry SystemManagement, OrderWeb and Advertising of the customer-order
/// policy (0 may share with both, 1 and 2 not with each other), each with its own words to say what it does.
/// </summary>
internal static class Conformance
{
    /// <summary>
    /// Boots, and checks that every domain ended as it meant to and that the one with the id said <c>ok</c> of exactly
    /// these operations, in this order.
    /// </summary>
    public static void Check(int domain, string[] operations, string first, string second = "idle", string third = "idle")
    {
        using Archive archive = new();
        Ran ran = archive.Boot(
            $"domain SystemManagement image=conformance memory=512 arg={first}\n"
            + $"domain OrderWeb image=conformance memory=512 arg={second}\n"
            + $"domain Advertising image=conformance memory=512 arg={third}\n");
        string[] labels = ["SystemManagement", "OrderWeb", "Advertising"];
        string prefix = $"[{labels[domain]} {domain}] ";
        Assert.Equal(
            operations.Select(operation => $"{prefix}{operation}: ok"),
            ran.Lines.Where(line => line.StartsWith(prefix, StringComparison.Ordinal)));
        Assert.True(ran.Status == 0, ran.Output);
    }
}
