using System.Text;

namespace Verified.PolicyCommands.Tests.Formats;

/// <summary>Hostile policies in two files: valid ones with a piece changed, cut, moved or doubled in either.</summary>
public sealed class TwoFileMutationTests
{
    private const int Rounds = 20_000;

    private static readonly string[] Pieces =
    [
        "<!DOCTYPE a>", "&x;", "&#0;", "<![CDATA[", "<!--", "-->", "<id>0</id>", "<TE/>", "<ChWall>", "</VM>", "<Type/>",
        "xmlns=\"\"", "\0", "\u202E", "99999999999", "-1", "\"", "<SecurityPolicySpec>", "<Definition>", "<Name/>",
    ];

    [Theory]
    [InlineData("generation0_policy.xml", "generation0_def.xml", 1)]
    [InlineData("generation1-security_policy.xml", "generation1-security_label_template.xml", 2)]
    public void Mutated_policies_in_two_files_are_read_or_refused_in_one_line(string policy, string second, int seed)
    {
        byte[] first = File.ReadAllBytes(Tool.Sample("samples/" + policy));
        byte[] other = File.ReadAllBytes(Tool.Sample("samples/" + second));
        Random random = new(seed);
        int refused = 0;
        for (int round = 0; round < Rounds; round++)
        {
            bool mutateFirst = random.Next(2) == 0;
            (byte[] a, byte[] b) = mutateFirst ? (Mutate(first, random), other) : (first, Mutate(other, random));
            try
            {
                PolicyFile.Parse(a, "policy.xml", b, "second.xml", PolicyLimits.Kernel);
            }
            catch (InputException e)
            {
                refused++;
                Assert.DoesNotContain('\n', e.Message);
                Assert.True(e.Message.Length < 500, e.Message);
            }
            catch (Exception e)
            {
                Assert.Fail($"seed {seed}, round {round}: {e}\n{Convert.ToHexString(mutateFirst ? a : b)}");
            }
        }

        Assert.InRange(refused, Rounds / 4, Rounds - 1);
    }

    private static byte[] Mutate(byte[] seed, Random random)
    {
        List<byte> bytes = [.. seed];
        for (int changes = random.Next(1, 4); changes > 0 && bytes.Count > 0; changes--)
        {
            int at = random.Next(bytes.Count);
            int count = Math.Min(random.Next(1, 60), bytes.Count - at);
            switch (random.Next(5))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes.RemoveRange(at, count);
                    break;
                case 2:
                    bytes.InsertRange(random.Next(bytes.Count), bytes.GetRange(at, count));
                    break;
                case 3:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
                default:
                    bytes.InsertRange(at, Encoding.UTF8.GetBytes(Pieces[random.Next(Pieces.Length)]));
                    break;
            }
        }

        return [.. bytes];
    }
}
