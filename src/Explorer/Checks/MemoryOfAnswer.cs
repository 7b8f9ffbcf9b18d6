using Verified.Explorer.States;

namespace Verified.Explorer.Checks;

/// <summary>Compares guest memory after a call with what the specification says of it.</summary>
internal static class MemoryOfAnswer
{
    /// <summary>The first difference, or null.</summary>
    /// <param name="host">The kernel after the call.</param>
    /// <param name="answer">What the specification says of it.</param>
    /// <param name="before">The words that the interface knows, before the call.</param>
    public static string? Difference(
        Host host, Answer answer, ReadOnlySpan<(uint Frame, int Offset, ulong Value)> before)
    {
        foreach ((uint frame, int offset, int bytes, ulong value) in answer.Writes)
        {
            ulong now = host.ReadAt(Host.PlaceOfMemory(frame, offset, bytes));
            if (now != value) return $"frame {frame} has {now:x} at {offset:x}, specified {value:x}";
        }

        foreach (uint frame in answer.Zeros)
        {
            for (int offset = 0; offset < Host.FrameBytes; offset += 8)
            {
                if (host.Word(frame, offset) != 0 && !IsWritten(answer, frame, offset))
                    return $"frame {frame} has {host.Word(frame, offset):x} at {offset:x}, specified 0";
            }
        }

        foreach ((uint frame, int offset, ulong value) in before)
        {
            ulong now = host.Word(frame, offset);
            if (now != value && !IsWritten(answer, frame, offset) && !answer.Zeros.AsSpan().Contains(frame))
                return $"frame {frame} has {now:x} at {offset:x}, which nothing was to change";
        }

        return null;
    }

    private static bool IsWritten(Answer answer, uint frame, int offset)
    {
        foreach ((uint Frame, int Offset, int Bytes, ulong Value) write in answer.Writes)
            if (write.Frame == frame && write.Offset / 8 == offset / 8) return true;
        return false;
    }
}
