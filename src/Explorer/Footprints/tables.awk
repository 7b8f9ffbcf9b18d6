# Rewrites the kernel's tables so that an access to an entry is told (Footprint.cs), and renames FrameMemory, in whose
# place FrameMemory.cs stands. Nothing else of the source changes. A table that is written otherwise stays as it is:
# then it has no indexer, StateLayout finds it so, and all of it counts as read by every step.
#
# Of
#     [InlineArray(N)]
#     public struct T
#     {
#         private E _e;
#     }
# it makes a struct of the same layout whose indexer tells what it gives.

/^\[InlineArray\(.*\)\]\r?$/ {
    size = $0; sub(/^\[InlineArray\(/, "", size); sub(/\)\]\r?$/, "", size)
    if ((getline declaration) <= 0 || (getline brace) <= 0 || (getline field) <= 0) exit 1
    if (declaration !~ /^public struct [A-Za-z]+\r?$/ || field !~ /^    private [A-Za-z]+ _[a-z]+;\r?$/) exit 1
    split(field, word, " ")
    element = word[2]
    print declaration
    print brace
    print "    private Items _items;"
    print "    /// <summary>An entry.</summary>"
    print "    public ref " element " this[int index] { [System.Diagnostics.CodeAnalysis.UnscopedRef] get => ref Verified.Footprint.At(ref _items[index]); }"
    print "    [InlineArray(" size ")] private struct Items { private " element " _item; }"
    next
}
{ gsub(/static unsafe class FrameMemory/, "static unsafe class PlainFrameMemory"); print }
