using System.Runtime.CompilerServices;

// The compiler proves that a local is written before it is read; clearing it first would only cost instructions.
[module: SkipLocalsInit]
