using System;
using Verified.Kernel;
using Verified.Monitor;

namespace Verified.Guests;

/// <summary><c>log</c>: the last denials, oldest first, as the hypervisor's audit log has them.</summary>
internal static class LogCommand
{
    private const int TextColumn = 6;

    internal static ReadOnlySpan<byte> Usage => "log"u8;

    internal static void Run(ref Words words)
    {
        if (words.HasMore)
        {
            Complain.Usage(Usage);
            return;
        }

        uint end = Domctl.Denials;
        if (end == 0)
            Screen.Line("nothing has been denied since boot"u8);
        DenialInfo denial = default;
        for (uint i = end > Limits.DenialLog ? end - Limits.DenialLog : 0; i < end; i++)
        {
            if (Domctl.TryGetDenial(i, ref denial))
                Show(i, ref denial);
        }
    }

    private static void Show(uint number, ref DenialInfo denial)
    {
        Screen.Write(number + 1);
        Screen.To(TextColumn);
        ShowOne(denial.CallerLabel, denial.Hook == Hook.GetDecision ? DenialInfo.NoDomain : denial.Caller);
        Screen.Write(" -> "u8);
        ShowOne(denial.TargetLabel, denial.Target);
        Screen.Write(" at "u8);
        Screen.Write(Hook.Name(denial.Hook));
        if (denial.Hook == Hook.GetDecision)
        {
            Screen.Write(", asked by "u8);
            Domains.Write(denial.Caller);
        }

        Screen.End();
    }

    private static void ShowOne(uint label, uint domain)
    {
        Policy.WriteLabel(label);
        if (domain == DenialInfo.NoDomain)
            return;
        Screen.Write("["u8);
        Screen.Write(domain);
        Screen.Write("]"u8);
    }
}
