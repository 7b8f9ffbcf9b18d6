using Verified.Verifier.Commands;

return CommandLine.Run(args, Console.Out, Console.Error);
