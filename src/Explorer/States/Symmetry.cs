using Verified.Kernel;

namespace Verified.Explorer.States;

/// <summary>
/// Guests' ids and the numbers of grant references mean nothing by themselves: two states that differ in nothing but
/// which guest has which id, or which grant stands at which reference, behave alike. This renames both to the first
/// such state. Domain 0 keeps its id. Which free id a new domain gets is left open in states that are taken for the
/// same so: the step that makes one tries each (StepTable).
/// </summary>
/// <param name="ids">Ids below this are given to domains.</param>
internal sealed class Symmetry(int ids)
{
    private static readonly (int Offset, int Stride)[] Tables =
        [.. StateLayout.Pieces.Where(piece => piece.Domain == 0).Select(piece => (piece.Offset, piece.Length))];

    private readonly State[] _state = GC.AllocateArray<State>(1, pinned: true);
    private readonly ulong[] _words = new ulong[Limits.Domains * GuestWords.Count];
    private readonly ulong[] _keys = new ulong[Limits.Domains];
    private readonly int[] _order = new int[Limits.Domains];
    private readonly ushort[] _name = new ushort[Limits.Domains];
    private readonly DomainKeys _domainKeys = new();
    private readonly byte[] _best = new byte[StateLayout.Size];
    private readonly ulong[] _bestWords = new ulong[Limits.Domains * GuestWords.Count];
    private readonly byte[] _given = new byte[StateLayout.Size];
    private readonly ulong[] _givenWords = new ulong[Limits.Domains * GuestWords.Count];

    /// <summary>Renames domains and references, and frames behind them.</summary>
    /// <param name="host">The state, without the words of guest memory.</param>
    /// <param name="words">The words of guest memory.</param>
    /// <param name="frames">Names the frames.</param>
    public void Apply(Host host, ulong[] words, FrameNames frames)
    {
        _domainKeys.Find(ref host.State, words, _keys);
        for (int d = 0; d < ids; d++) _order[d] = d;
        _order.AsSpan(1, ids - 1).Sort((a, b) => _keys[a] != _keys[b] ? _keys[a].CompareTo(_keys[b]) : a - b);
        if (!HasTies())
        {
            Rename(host, words, frames);
            return;
        }

        // Guests that nothing tells apart: every order of theirs is tried, and the least state taken.
        host.Bytes.CopyTo(_given);
        words.CopyTo(_givenWords, 0);
        bool isFirst = true;
        do
        {
            _given.CopyTo(host.Bytes);
            _givenWords.CopyTo(words, 0);
            Rename(host, words, frames);
            if (isFirst || IsLess(host.Bytes, words))
            {
                host.Bytes.CopyTo(_best);
                words.CopyTo(_bestWords, 0);
            }

            isFirst = false;
        }
        while (NextOrder());

        _best.CopyTo(host.Bytes);
        _bestWords.CopyTo(words, 0);
    }

    private bool HasTies()
    {
        for (int i = 2; i < ids; i++)
            if (_keys[_order[i]] == _keys[_order[i - 1]]) return true;
        return false;
    }

    private bool IsLess(ReadOnlySpan<byte> bytes, ReadOnlySpan<ulong> words)
    {
        int compared = bytes.SequenceCompareTo(_best);
        return compared < 0 || (compared == 0 && words.SequenceCompareTo(_bestWords) < 0);
    }

    // The next permutation that keeps the keys in order; false after the last one.
    private bool NextOrder()
    {
        for (int i = ids - 2; i >= 1; i--)
        {
            if (_keys[_order[i]] != _keys[_order[i + 1]] || _order[i] > _order[i + 1]) continue;
            int j = i + 1;
            while (j + 1 < ids && _keys[_order[j + 1]] == _keys[_order[i]] && _order[j + 1] > _order[i]) j++;
            (_order[i], _order[j]) = (_order[j], _order[i]);
            Restart(i + 1);
            return true;
        }

        return false;
    }

    private void Restart(int from) =>
        _order.AsSpan(from, ids - from).Sort((a, b) => _keys[a] != _keys[b] ? _keys[a].CompareTo(_keys[b]) : a - b);

    private void Rename(Host host, ulong[] words, FrameNames frames)
    {
        bool isSame = true;
        for (int d = 0; d < Limits.Domains; d++) _name[d] = (ushort)d;
        for (int i = 0; i < ids; i++)
        {
            _name[_order[i]] = (ushort)i;
            isSame &= _order[i] == i;
        }

        if (!isSame) RenameDomains(host, words);
        for (int d = 0; d < ids; d++) OrderReferences(ref host.State, words, d);
        frames.Apply(ref host.State);
    }

    private void RenameDomains(Host host, ulong[] words)
    {
        ref State s = ref host.State;
        _state[0] = s;
        words.CopyTo(_words, 0);
        Span<byte> bytes = host.Bytes;
        ReadOnlySpan<byte> old = Host.BytesOf(_state);
        for (int d = 1; d < ids; d++)
        {
            int name = _name[d];
            foreach ((int offset, int stride) in Tables)
                old.Slice(offset + d * stride, stride).CopyTo(bytes[(offset + name * stride)..]);
            _words.AsSpan(d * GuestWords.Count, GuestWords.Count).CopyTo(words.AsSpan(name * GuestWords.Count));
            for (int l = 0; l < Limits.Slots; l++)
                s.Monitor.Labellings[l].Ssidref[name] = _state[0].Monitor.Labellings[l].Ssidref[d];
            s.Monitor.Decisions[name] = _state[0].Monitor.Decisions[d];
        }

        for (int d = 0; d < Limits.Domains; d++) RenameNamed(ref s, words, d);
        for (int f = 0; f < Limits.Frames; f++) s.Frames[f].Owner = Named(s.Frames[f].Owner);
    }

    private void RenameNamed(ref State s, ulong[] words, int d)
    {
        for (int p = 0; p < Limits.Ports; p++) s.Ports[d][p].RemoteDomain = Named(s.Ports[d][p].RemoteDomain);
        for (int h = 0; h < Limits.MaptrackHandles; h++) s.Mappings[d][h].Granter = Named(s.Mappings[d][h].Granter);
        for (int r = 0; r < Limits.GrantReferences; r++)
        {
            s.ActiveGrants[d][r].Grantee = Named(s.ActiveGrants[d][r].Grantee);
            ref ulong entry = ref words[d * GuestWords.Count + GuestWords.EventWords + r];
            entry = (entry & ~0xffff0000UL) | ((ulong)Named((ushort)(entry >> 16)) << 16);
        }

        ulong row = s.Monitor.Decisions[d], named = 0;
        for (int e = 0; e < Limits.Domains; e++) named |= ((row >> e) & 1) << Named((ushort)e);
        s.Monitor.Decisions[d] = named;
    }

    private ushort Named(ushort id) => id < Limits.Domains ? _name[id] : id;

    // Two references at most differ in what they grant, or in who has mapped them, or not at all.
    private static void OrderReferences(ref State s, ulong[] words, int d)
    {
        for (int r = 1; r < Limits.GrantReferences; r++)
        {
            for (int at = r; at > 0 && IsBefore(ref s, words, d, at, at - 1); at--) Exchange(ref s, words, d, at, at - 1);
        }
    }

    private static bool IsBefore(ref State s, ulong[] words, int d, int a, int b)
    {
        int first = d * GuestWords.Count + GuestWords.EventWords;
        if (words[first + a] != words[first + b]) return words[first + a] < words[first + b];
        ref ActiveGrant x = ref s.ActiveGrants[d][a];
        ref ActiveGrant y = ref s.ActiveGrants[d][b];
        if (x.ReadPins != y.ReadPins) return x.ReadPins < y.ReadPins;
        if (x.WritePins != y.WritePins) return x.WritePins < y.WritePins;
        if (x.Grantee != y.Grantee) return x.Grantee < y.Grantee;
        return Mappers(ref s, d, a) < Mappers(ref s, d, b);
    }

    private static ulong Mappers(ref State s, int granter, int reference)
    {
        ulong mappers = 0;
        for (int d = 0; d < Limits.Domains; d++)
        {
            for (int h = 0; h < Limits.MaptrackHandles; h++)
            {
                ref Mapping mapping = ref s.Mappings[d][h];
                if (mapping.Used == HandleUse.Mapped && mapping.Granter == granter && mapping.Reference == reference)
                    mappers |= 1UL << (d * Limits.MaptrackHandles + h);
            }
        }

        return mappers;
    }

    private static void Exchange(ref State s, ulong[] words, int d, int a, int b)
    {
        int first = d * GuestWords.Count + GuestWords.EventWords;
        (words[first + a], words[first + b]) = (words[first + b], words[first + a]);
        (s.ActiveGrants[d][a], s.ActiveGrants[d][b]) = (s.ActiveGrants[d][b], s.ActiveGrants[d][a]);
        for (int e = 0; e < Limits.Domains; e++)
        {
            for (int h = 0; h < Limits.MaptrackHandles; h++)
            {
                ref Mapping mapping = ref s.Mappings[e][h];
                if (mapping.Used != HandleUse.Mapped || mapping.Granter != d) continue;
                if (mapping.Reference == a) mapping.Reference = (ushort)b;
                else if (mapping.Reference == b) mapping.Reference = (ushort)a;
            }
        }
    }
}
