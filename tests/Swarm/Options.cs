using System.Globalization;

namespace Verified.Swarm;

/// <summary>What the command line asks for.</summary>
internal sealed record Options
{
    /// <summary>How it is used.</summary>
    public const string Usage =
        "usage: swarm.sh [--steps N] [--seed S] [--run N] [--length N] [--jobs N] [--keep FILE] [--coverage] [--no-oracle] [--only-find]";

    /// <summary>How many steps, all runs together.</summary>
    public long Steps { get; private set; } = 100_000;

    /// <summary>Decides everything.</summary>
    public ulong Seed { get; private set; } = 1;

    /// <summary>The only run to make, by number; null for as many as the steps ask for.</summary>
    public long? Run { get; private set; }

    /// <summary>Steps of a run.</summary>
    public int Length { get; private set; } = 1000;

    /// <summary>How many runs are made at the same time.</summary>
    public int Jobs { get; private set; } = Environment.ProcessorCount;

    /// <summary>Where progress is kept, to be resumed; null for nowhere.</summary>
    public string? Keep { get; private set; }

    /// <summary>Whether the coverage is printed.</summary>
    public bool Coverage { get; private set; }

    /// <summary>Whether the specification runs beside the kernel.</summary>
    public bool Oracle { get; private set; } = true;

    /// <summary>Whether a difference is only to be found, not made short.</summary>
    public bool OnlyFind { get; private set; }

    /// <summary>The options of a command line; null with an error when it is wrong.</summary>
    public static Options? Parse(string[] args, out string error)
    {
        Options options = new();
        error = "";
        for (int i = 0; i < args.Length; i++)
        {
            string value = i + 1 < args.Length ? args[i + 1] : "";
            bool isTaken = args[i] switch
            {
                "--coverage" => options.Coverage = true,
                "--only-find" => options.OnlyFind = true,
                "--no-oracle" => !(options.Oracle = false),
                "--steps" => TryNumber(value, 1, long.MaxValue, n => options.Steps = n),
                "--seed" => TryNumber(value, 0, long.MaxValue, n => options.Seed = (ulong)n),
                "--run" => TryNumber(value, 0, long.MaxValue, n => options.Run = n),
                "--length" => TryNumber(value, 1, 1_000_000, n => options.Length = (int)n),
                "--jobs" => TryNumber(value, 1, 256, n => options.Jobs = (int)n),
                "--keep" when value.Length > 0 => (options.Keep = value).Length > 0,
                _ => false,
            };
            if (!isTaken)
            {
                error = $"swarm: {args[i]} {value}: not understood; {Usage}";
                return null;
            }

            if (args[i] is not ("--coverage" or "--no-oracle" or "--only-find")) i++;
        }

        return options;
    }

    private static bool TryNumber(string text, long least, long most, Action<long> take)
    {
        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number)) return false;
        if (number < least || number > most) return false;
        take(number);
        return true;
    }
}
