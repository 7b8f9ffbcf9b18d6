using System.Buffers.Binary;
using System.Text;
using Verified.Spec;
using Verified.Traces;
using Verified.Verifier.Policies;

namespace Verified.Verifier.Replaying;

/// <summary>
/// A trace's steps as the scripted guest makes them (guests/Scripted). Guest frame numbers are the trace's until here:
/// RAM becomes the guest's pages to play with, other places are above its memory. What is out of range in the trace's
/// tables is out of range in the image's.
/// </summary>
internal sealed class ImageScript(Trace trace, string file, ulong firstPage)
{
    /// <summary>The name by which the script's place is found in the program.</summary>
    public const string Name = "verified-script\n";

    private const int Words = 12;
    private const int MostSteps = ((1 << 19) - 24) / (Words * sizeof(ulong));
    private const ulong PlayPages = 8;
    private const ulong FirstEmptyFrame = 0xff10;
    private const ulong EmptyFrames = 0xf0;
    private const ulong GrantTableFrame = 0xff01;
    private const ulong Self = 0x7ff0;

    private readonly Sizes _sizes = trace.Sizes switch
    {
        TraceSizes.Tiny => Sizes.Tiny,
        TraceSizes.Small => Sizes.Small,
        _ => Sizes.Image,
    };

    /// <summary>The script's bytes, its name first.</summary>
    /// <exception cref="InputException">A step is none that a guest can make.</exception>
    public byte[] Write()
    {
        if (trace.Steps.Count > MostSteps)
            throw new InputException($"{file}: more than {MostSteps} steps; a script in the image has no room for them");
        byte[] bytes = new byte[Name.Length + sizeof(ulong) + (trace.Steps.Count * Words * sizeof(ulong))];
        Encoding.ASCII.GetBytes(Name, bytes);
        Put(bytes, Name.Length, (ulong)trace.Steps.Count);
        for (int i = 0; i < trace.Steps.Count; i++)
        {
            ulong[] step = Step(trace.Steps[i], i);
            for (int w = 0; w < step.Length; w++)
                Put(bytes, Name.Length + sizeof(ulong) + (((i * Words) + w) * sizeof(ulong)), step[w]);
        }

        return bytes;
    }

    private static void Put(byte[] bytes, int at, ulong word) => BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(at), word);

    private ulong[] Step(TraceStep step, int number) => step switch
    {
        CallStep call => Call(call, number),
        WriteStep write => Write(write, number),
        _ => throw Refused(number, "sets an entry from outside"),
    };

    private ulong[] Call(CallStep call, int number)
    {
        int caller = Vocabulary.CallerOf(call) ?? throw Refused(number, $"is a step of the hypervisor's own ({call.Operation})");
        ulong deed = DeedNumbers.Of(call.Operation) ?? throw Refused(number, $"is a call that the script does not know ({call.Operation})");
        IReadOnlyList<string> names = Vocabulary.ArgumentsOf(call.Operation)!;
        if (call.Operation == "getdecision" && (call.Arguments[1] == 1 || call.Arguments[3] == 1))
            throw Refused(number, "names labels by number, which the image numbers in another way");
        ulong[] words = new ulong[Words];
        words[0] = Head(caller, number);
        words[1] = deed;
        for (int i = 1; i < names.Count; i++) words[1 + i] = Argument(call, names, i, number);
        return words;
    }

    private ulong[] Write(WriteStep write, int number)
    {
        ulong page = write.Area switch
        {
            GuestArea.GrantTable => 0,
            GuestArea.Frame => Frame(write.Gfn) << 12,
            _ => 1,
        };
        if (page >> 12 >= (ulong)Sizes.Image.GuestFrames) throw Refused(number, "writes where there is no memory");
        ulong value = write.Area == GuestArea.GrantTable && (write.Value & 3) != 0
            ? (write.Value & uint.MaxValue) | (Frame(write.Value >> 32) << 32)
            : write.Value;
        ulong[] words = new ulong[Words];
        words[0] = Head(write.Domain, number);
        words[1] = DeedNumbers.Write;
        words[2] = page;
        words[3] = (ulong)write.Offset;
        words[4] = value;
        return words;
    }

    private ulong Head(int domain, int number) => domain < trace.Domains.Count
        ? (uint)domain | ((ulong)number << 32)
        : throw Refused(number, $"is of domain {domain}, which does not exist at the start");

    private ulong Argument(CallStep call, IReadOnlyList<string> names, int i, int number)
    {
        ulong value = call.Arguments[i];
        string name = names[i];
        bool isDomain = name == "dom" || name.EndsWith("_dom", StringComparison.Ordinal);
        if (isDomain && value > ushort.MaxValue) throw Refused(number, $"has a {name} of more than 16 bits");
        return name switch
        {
            "gfn" or "gpfn" or "gmfn" => Frame(value),
            "host_addr" => (Frame(value >> 12) << 12) | (value & 0xfff),
            "idx" when call.Operation == "map_gmfn_foreign" || call.Arguments[2] == 2 => Frame(value),
            "source_frame_or_ref" => (call.Arguments[1] & 1) == 0 ? Frame(value) : Beyond(value, _sizes.GrantReferences, Sizes.Image.GrantReferences),
            "dest_frame_or_ref" => (call.Arguments[1] & 2) == 0 ? Frame(value) : Beyond(value, _sizes.GrantReferences, Sizes.Image.GrantReferences),
            "port" or "remote_port" => Beyond(value, _sizes.Ports, Sizes.Image.Ports),
            "ref" or "ref_b" => Beyond(value, _sizes.GrantReferences, Sizes.Image.GrantReferences),
            "handle" => Beyond(value, _sizes.MaptrackHandles, Sizes.Image.MaptrackHandles),
            _ when isDomain && value < Self && value >= (ulong)_sizes.Domains => (uint)Sizes.Image.Domains + (value & 0xff),
            _ => value,
        };
    }

    private ulong Frame(ulong gfn)
    {
        if (gfn >= (ulong)_sizes.GuestFrames) return (uint)Sizes.Image.GuestFrames | gfn;
        if (trace.Domains.Any(domain => domain.GrantTable == gfn)) return GrantTableFrame;
        uint ram = trace.Domains.Max(domain => domain.Ram);
        if (gfn < ram && gfn < PlayPages) return firstPage + gfn;
        return gfn < EmptyFrames ? FirstEmptyFrame + gfn
            : throw new InputException($"{file}: guest frame {gfn}: the script knows frames below {EmptyFrames}; use small sizes");
    }

    private static ulong Beyond(ulong value, int size, int imageSize) =>
        value < (ulong)size ? value : (uint)Math.Max(value, (ulong)imageSize);

    private InputException Refused(int number, string why) =>
        new($"{file}: step {number + 1} {why}: no guest makes it; replay without --qemu");
}
