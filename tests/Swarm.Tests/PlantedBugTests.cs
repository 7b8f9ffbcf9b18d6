using System.Text;
using Verified.Kernel;
using Verified.Traces;
using Verified.Traces.Reading;

namespace Verified.Tests;

/// <summary>A wrong handler is found by the random runs, with a trace that is short and can be replayed.</summary>
public sealed class PlantedBugTests
{
    private static readonly Dictionary<string, Handler> WithoutCount = new(Handlers.All)
    {
        ["map_grant_ref"] = (ref s, a, o) =>
        {
            long result = Handlers.All["map_grant_ref"](ref s, a, o);
            if (result < 0) return result;
            ulong leaf = s.Leaves[(int)a[0]][(int)(a[1] >> 12)];
            s.Frames[(int)Leaf.MachineFrame(leaf)].Mappings--;
            return result;
        },
    };

    private static readonly Dictionary<string, Handler> StrayWrite = new(Handlers.All)
    {
        ["send"] = (ref s, a, o) =>
        {
            long result = Handlers.All["send"](ref s, a, o);
            FrameMemory.Write8(ref s, s.Domains[(int)a[0]].SharedInfoFrame, 4095, 1);
            return result;
        },
    };

    [Fact]
    public void A_wrong_handler_fails_with_the_call_and_the_command_that_repeats_it()
    {
        Exception failure = Assert.ThrowsAny<Exception>(() => PropertyTests.Check(100, 1000, WithoutCount));
        Assert.Contains("map_grant_ref(", failure.Message, StringComparison.Ordinal);
        Assert.Contains("Frames.Mappings", failure.Message, StringComparison.Ordinal);
        Assert.Contains("repeat it: sh tools/swarm.sh --seed ", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_failing_run_is_made_as_short_as_the_bug_needs()
    {
        SwarmRun run = FirstFailing(WithoutCount);
        (Trace shortest, string difference) = Shrinker.Shortest(run.Trace, WithoutCount);

        Assert.Contains("Frames.Mappings", difference, StringComparison.Ordinal);
        // An entry and a map; a frame to grant, perhaps.
        Assert.InRange(shortest.Steps.Count, 2, 4);
        Assert.Contains(shortest.Steps, step => step is WriteStep);
        Assert.Equal("map_grant_ref", Assert.IsType<CallStep>(shortest.Steps[^1]).Operation);
        Trace read = TraceReader.Parse(TraceWriter.Write(shortest), "t.json");
        Assert.NotNull(Shrinker.Failure(read, WithoutCount));
        Assert.Null(Shrinker.Failure(read, Handlers.All));
    }

    [Fact]
    public void A_byte_that_nothing_was_to_write_is_found()
    {
        SwarmRun run = FirstFailing(StrayWrite);
        (Trace shortest, string difference) = Shrinker.Shortest(run.Trace, StrayWrite);

        Assert.Contains("which nothing was to write", difference, StringComparison.Ordinal);
        Assert.Equal("send", Assert.IsType<CallStep>(Assert.Single(shortest.Steps)).Operation);
    }

    [Theory]
    [InlineData(true, "FlushOwed")]
    [InlineData(false, "stale translation")]
    public void A_forgotten_flush_is_found_with_and_without_the_specification(bool oracle, string found)
    {
        Dictionary<string, Handler> forgetful = new(Handlers.All)
        {
            ["unmap_grant_ref"] = (ref s, a, o) =>
            {
                uint owed = s.Domains[(int)a[0]].FlushOwed;
                long result = Handlers.All["unmap_grant_ref"](ref s, a, o);
                s.Domains[(int)a[0]].FlushOwed = owed;
                return result;
            },
        };
        SwarmRun run = Enumerable.Range(0, 300).Select(number =>
        {
            SwarmRun made = new(Dice.SeedOf(1, number), forgetful, oracle: oracle);
            made.Go(1000);
            return made;
        }).First(made => made.Difference is not null);

        Assert.Contains(found, run.Difference, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_the_specification_beside_it_an_error_that_changes_something_is_still_found()
    {
        Dictionary<string, Handler> wrong = new(Handlers.All)
        {
            ["bind_interdomain"] = (ref s, a, o) =>
            {
                long result = Handlers.All["bind_interdomain"](ref s, a, o);
                if (result < 0) s.Vcpus[(int)a[0]].UpcallVector = 0x20;
                return result;
            },
        };
        string?[] differences = [.. Enumerable.Range(0, 20).Select(number =>
        {
            SwarmRun run = new(Dice.SeedOf(1, number), wrong, oracle: false);
            run.Go(500);
            return run.Difference;
        })];
        Assert.Contains(differences, d => d is not null && d.StartsWith("an error changed Vcpus.UpcallVector[", StringComparison.Ordinal));
    }

    [Fact]
    public void What_a_soak_keeps_is_read_again_and_another_soaks_is_refused()
    {
        string file = Path.GetTempFileName();
        Options options = Options.Parse(["--seed", "3", "--length", "10"], out _)!;
        new Kept(3, 10, 5, 50, 1, 1, new Dictionary<string, long> { ["send -22"] = 4 }).Write(file);
        Assert.Equal(50, Kept.Read(file, options)!.Steps);
        Assert.Throws<InvalidDataException>(() => Kept.Read(file, Options.Parse(["--seed", "4"], out _)!));
        File.WriteAllText(file, "{", Encoding.UTF8);
        Assert.Throws<InvalidDataException>(() => Kept.Read(file, options));
        File.Delete(file);
    }

    private static SwarmRun FirstFailing(IReadOnlyDictionary<string, Handler> handlers)
    {
        for (int number = 0; number < 200; number++)
        {
            SwarmRun run = new(Dice.SeedOf(1, number), handlers);
            run.Go(1000);
            if (run.Difference is not null) return run;
        }

        throw new InvalidOperationException("no run found the bug");
    }
}
