using Verified.Spec;

namespace Verified.Tests;

internal sealed partial class RandomGuests
{
    private IEnumerable<Weighted> PolicySteps =>
    [
        new(1, Ask),
        new(_changes ? 1 : 0, _ => StageAnything()),
        new(_changes ? 4 : 0, _ => Change()),
    ];

    private string? Ask(ulong caller)
    {
        ulong by1 = 1 + Below(2), by2 = 1 + Below(2);
        return Call("getdecision", caller, Mostly(by1), Label(by1), Mostly(by2), Label(by2), Mostly(1 + Below(3)));
    }

    private ulong Label(ulong by)
    {
        ulong label = Below(8);
        return by == Decision.ByDomain ? Dom() : (label << 16) | (Below(4) == 0 ? 0 : label);
    }

    // Mostly the sample policy with a label's types changed, so that a change can succeed; sometimes anything.
    private string? StageAnything()
    {
        if (Below(3) == 0)
            return Call("stage_successor", Below(9), Below(5) == 0 ? 0xffff : Below(8));
        if (Below(6) == 0)
            return Call("stage_counts", Below(10), Below(4), Below(6), Below(6), Below(3));
        if (Below(4) == 0)
            return Call("stage_types", Below(4), Below(9), Below(20) == 0 ? Below(6) : 0, Below(8));
        return StageSample();
    }

    private string? StageSample()
    {
        ulong[] ste = [0, 0b111, 0b010, 0b100, 0b010], wall = [0, 0b1, 0, 0b10, 0b100];
        ste[2 + Below(3)] = Below(8);
        for (ulong label = 0; label < 5; label++)
        {
            if (Call("stage_types", 0, label, 0, ste[label]) is { } first) return first;
            if (Call("stage_types", 1, label, 0, wall[label]) is { } second) return second;
            if (Call("stage_successor", label, label) is { } third) return third;
        }

        return Call("stage_types", 2, 0, 0, Below(4) == 0 ? 0b111UL : 0b110) ?? Call("stage_counts", 5, 2, 1, 1, 1);
    }

    // A change is carried on until it is complete, or nearly; others call in between.
    private string? Change()
    {
        ulong phase = Read(Changing.Phase, 0);
        if (phase == ChangePhase.None) return Call("begin_change", Below(16) == 0 ? Below(4) : Below(2), Mostly(Below(2)));
        if (phase == ChangePhase.Labelling || Below(16) == 0) return Relabel();
        if (Below(30) == 0) return Call("abort_change");
        for (ulong steps = Below(40); steps > 0; steps--)
            if (Call("change_step") is { } difference) return difference;
        return Call("commit_change") ?? (_oracle.Result < 0 && Below(3) == 0 ? Call("abort_change") : null);
    }

    private string? Relabel()
    {
        ulong domain = Read(Changing.Domain, 0);
        ulong label = Read(Labellings.Ssidref, Read(Labellings.Current, 0), domain);
        ulong successor = Read(Changing.Successor, label % 8);
        return Call("change_label", Below(12) == 0 ? Below(70) * 1000 : Below(12) == 0 ? Below(6) : successor);
    }
}
