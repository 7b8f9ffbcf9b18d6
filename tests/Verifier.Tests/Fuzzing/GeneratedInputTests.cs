using System.Buffers.Binary;
using System.Text;
using System.Text.RegularExpressions;
using Verified.Verifier.Intents;
using Verified.Verifier.Policies.Binary;

namespace Verified.Verifier.Tests.Fuzzing;

/// <summary>Hostile inputs that no valid file stands behind: made of a format's own words in any order.</summary>
public sealed partial class GeneratedInputTests
{
    /// <summary>As many again as the mutants; each test's seed is fixed, and a failure prints it.</summary>
    private const int Rounds = 25_000;

    private static readonly Policy Labels = PolicyText.Read(PolicyText.Complete);
    private static readonly byte[] Binary = BinaryPolicyWriter.Write(Labels);
    private static readonly string[] Tags = [.. Tag().Matches(PolicyText.Complete).Select(match => match.Value).Distinct()];

    private static readonly string[] JsonWords =
    [
        "{", "}", "[", "]", ",", ":", "\"coalitions\"", "\"trusted\"", "\"mustShare\"", "\"neverTogether\"", "\"A\"", "\"B\"",
        "\"Dom0\"", "null", "true", "1e999", "-0", "\"\\ud800\"", "\"", "//", "\n", "\0",
    ];

    [Fact]
    public void Tags_in_any_order_are_read_or_refused_in_one_line() => Run(11,
        random => Encoding.UTF8.GetBytes(PolicyText.Root + Words(Tags, random)),
        bytes => PolicyFile.Parse(bytes, "p.xml", PolicyLimits.Kernel));

    [Fact]
    public void JSON_words_in_any_order_are_read_or_refused_in_one_line() => Run(12,
        random => Encoding.UTF8.GetBytes("{" + Words(JsonWords, random)),
        bytes => IntentReader.Parse(bytes, "i.json", Labels));

    [Fact]
    public void Binaries_with_wrong_counts_and_offsets_are_read_or_refused_in_one_line() => Run(13,
        WithWrongWords, bytes => PolicyFile.Parse(bytes, "p.bin", PolicyLimits.Kernel));

    [Fact]
    public void Random_words_behind_a_binary_header_are_read_or_refused_in_one_line() => Run(14,
        random =>
        {
            byte[] bytes = new byte[random.Next(32, 2048)];
            random.NextBytes(bytes.AsSpan(28));
            Binary.AsSpan(0, 28).CopyTo(bytes);
            BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(8), bytes.Length);
            return bytes;
        },
        bytes => PolicyFile.Parse(bytes, "p.bin", PolicyLimits.Kernel));

    /// <summary>A valid binary in which one to three words are other places in the file, borders of the range, or both.</summary>
    private static byte[] WithWrongWords(Random random)
    {
        byte[] bytes = [.. Binary];
        for (int changes = random.Next(1, 4); changes > 0; changes--)
        {
            // Behind the magic number, which says that the file is binary at all.
            int at = 4 * random.Next(1, bytes.Length / 4);
            uint[] values = [0, 1, (uint)random.Next(bytes.Length + 8), (uint)bytes.Length, int.MaxValue, uint.MaxValue, 0xFFFF_FFFC];
            BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(at), values[random.Next(values.Length)]);
        }

        return bytes;
    }

    private static string Words(string[] words, Random random) =>
        string.Concat(Enumerable.Range(0, random.Next(1, 60)).Select(_ => words[random.Next(words.Length)]));

    private static void Run(int seed, Func<Random, byte[]> make, Action<byte[]> read)
    {
        Random random = new(seed);
        int refused = 0;
        for (int round = 0; round < Rounds; round++)
        {
            byte[] input = make(random);
            try
            {
                read(input);
            }
            catch (InputException e)
            {
                refused++;
                if (e.Message.Contains('\n') || e.Message.Length > 500)
                    Assert.Fail($"seed {seed}, round {round}: {e.Message}");
            }
            catch (Exception e)
            {
                Assert.Fail($"seed {seed}, round {round}: {e}\n{Convert.ToHexString(input)}");
            }
        }

        // Nearly nothing that is made so is a policy; a reader that takes most of it does not look.
        Assert.InRange(refused, Rounds / 2, Rounds);
    }

    [GeneratedRegex("</?[A-Z][^>]*>")]
    private static partial Regex Tag();
}
