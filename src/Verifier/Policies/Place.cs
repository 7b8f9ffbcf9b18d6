namespace Verified.Verifier.Policies;

/// <summary>Where something stands in an input: a line of a text file, or a byte of a binary one.</summary>
/// <param name="File">The file as the user named it.</param>
/// <param name="Line">The line, from 1; 0 when the whole file is meant or <paramref name="Offset"/> says where.</param>
/// <param name="Offset">The byte offset in a binary file, from 0; -1 when <paramref name="Line"/> says where.</param>
public readonly record struct Place(string File, int Line = 0, long Offset = -1)
{
    /// <summary><c>file:line</c>, <c>file:+offset</c> or <c>file</c>.</summary>
    public override string ToString() => this switch
    {
        { Line: > 0 } => $"{File}:{Line}",
        { Offset: >= 0 } => $"{File}:+{Offset}",
        _ => File,
    };
}
