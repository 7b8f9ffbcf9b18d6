using System.Diagnostics;
using System.Text;
using Verified.Verifier.Intents;
using Verified.Verifier.Policies.Binary;

namespace Verified.Verifier.Tests.Fuzzing;

/// <summary>
/// Hostile inputs: valid ones with some bytes changed, cut, doubled or replaced by what the format knows.
/// </summary>
public sealed class MutationTests
{
    /// <summary>Four readings of 25,000 mutants each are 100,000; each test's seed is fixed, and a failure prints it.</summary>
    private const int Rounds = 25_000;

    private static readonly byte[] Xml = Encoding.UTF8.GetBytes(PolicyText.Complete);
    private static readonly byte[] Binary = BinaryPolicyWriter.Write(PolicyText.Read(PolicyText.Complete));
    private static readonly Policy Labels = PolicyText.Read(PolicyText.Complete);

    private static readonly byte[] Json = Encoding.UTF8.GetBytes("""
        {"coalitions": {"one": ["A"], "two": ["B"]}, "trusted": ["Dom0"], "mustShare": [["A", "B"]], "neverTogether": []}
        """);

    [Fact]
    public void Mutated_XML_is_read_or_refused_in_one_line() =>
        Run(Xml, 1, bytes => PolicyFile.Parse(bytes, "p.xml", PolicyLimits.Kernel));

    [Fact]
    public void Mutated_binary_is_read_or_refused_in_one_line() =>
        Run(Binary, 2, bytes => PolicyFile.Parse(bytes, "p.bin", PolicyLimits.Kernel));

    [Fact]
    public void Mutated_intent_is_read_or_refused_in_one_line() =>
        Run(Json, 3, bytes => IntentReader.Parse(bytes, "i.json", Labels));

    [Fact]
    public void A_mutated_binary_that_is_read_can_be_written_and_read_again()
    {
        Random random = new(4);
        int read = 0;
        for (int round = 0; round < Rounds; round++)
        {
            Policy policy;
            try
            {
                policy = PolicyFile.Parse(Mutate(Binary, random), "p.bin", PolicyLimits.Kernel);
                byte[] written = BinaryPolicyWriter.Write(policy);
                Assert.Equal(written, BinaryPolicyWriter.Write(PolicyFile.Parse(written, "p.bin", PolicyLimits.Kernel)));
                read++;
            }
            catch (InputException)
            {
                // Refused, as most are.
            }
        }

        Assert.True(read > 50, $"only {read} mutants were read");
    }

    private static void Run(byte[] seed, int randomSeed, Action<byte[]> read)
    {
        Random random = new(randomSeed);
        Stopwatch clock = new();
        int refused = 0;
        for (int round = 0; round < Rounds; round++)
        {
            byte[] mutant = Mutate(seed, random);
            clock.Restart();
            try
            {
                read(mutant);
            }
            catch (InputException e)
            {
                refused++;
                Assert.DoesNotContain('\n', e.Message);
                Assert.True(e.Message.Length < 500, e.Message);
            }
            catch (Exception e)
            {
                Assert.Fail($"seed {randomSeed}, round {round}: {e}\n{Convert.ToHexString(mutant)}");
            }

            // Far above what any of these small inputs needs, even on a busy machine.
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(20), $"round {round} hung");
        }

        Assert.InRange(refused, Rounds / 4, Rounds - 1);
    }

    private static byte[] Mutate(byte[] seed, Random random)
    {
        List<byte> bytes = [.. seed];
        for (int changes = random.Next(1, 4); changes > 0 && bytes.Count > 0; changes--)
        {
            int at = random.Next(bytes.Count);
            int count = Math.Min(random.Next(1, 40), bytes.Count - at);
            switch (random.Next(6))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 2:
                    bytes.RemoveRange(at, count);
                    break;
                case 3:
                    bytes.InsertRange(random.Next(bytes.Count), bytes.GetRange(at, count));
                    break;
                case 4:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
                default:
                    bytes.InsertRange(at, Encoding.UTF8.GetBytes(Words[random.Next(Words.Length)]));
                    break;
            }
        }

        return [.. bytes];
    }

    /// <summary>What makes parsers stumble.</summary>
    private static readonly string[] Words =
    [
        "<!DOCTYPE a>", "<!ENTITY x 'y'>", "&lt;", "&#0;", "&#xD800;", "&#x1F600;", "<![CDATA[", "]]>", "<!--", "-->", "<?pi?>",
        "<Type/>", "<Type>", "</Type>", "xmlns=\"\"", "\0", "\uFEFF", "\u202E", "__UNLABELED__", "<?xml version=\"1.1\"?>",
        "encoding=\"utf-16\"", "xml:space=\"preserve\"", "\"", "[", "]", "{", "}", ",", ":", "\\u0000", "1e999", "null",
    ];
}
