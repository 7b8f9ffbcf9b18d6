using Verified.Swarm;

if (Options.Parse(args, out string error) is not { } options)
{
    Console.Error.WriteLine(error);
    return 2;
}

try
{
    return new Soak(options, Console.Out).Go();
}
catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
{
    Console.Error.WriteLine(e.Message);
    return 2;
}
