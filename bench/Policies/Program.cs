using Verified.Bench.Policies;

// generate LABELS TYPES FOLDER  writes policy.xml, policy.intent.json, update.xml and policy.conf (SELinux) there
// answer FOLDER                 proves the policy there in this process and prints: seconds of the fastest run, -, -, 0
// measure COMMAND ARGUMENT...   runs the command and prints: seconds, processor's seconds, MiB at its peak, exit status
switch (args)
{
    case ["generate", var labels, var types, var folder]
        when int.TryParse(labels, out int n) && int.TryParse(types, out int m) && n >= 2 && m >= 2:
        TwoIslands islands = new(n, m);
        islands.WriteXml(Path.Combine(folder, "policy.xml"), minor: 0);
        islands.WriteIntent(Path.Combine(folder, "policy.intent.json"));
        islands.Loosened().WriteXml(Path.Combine(folder, "update.xml"), minor: 1);
        islands.WriteSelinux(Path.Combine(folder, "policy.conf"));
        return 0;
    case ["answer", var folder]:
        Console.WriteLine(Answer.Of(folder));
        return 0;
    case ["measure", var command, .. var rest]:
        Console.WriteLine(Measurement.Of(command, rest));
        return 0;
    default:
        Console.Error.WriteLine("usage: generate LABELS TYPES FOLDER, answer FOLDER, or measure COMMAND ARGUMENT...");
        return 2;
}
