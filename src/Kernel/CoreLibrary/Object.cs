namespace System;

/// <summary>The root of all classes. Its one field is a contract with the code generator (ILC).</summary>
public unsafe class Object
{
    internal MethodTable* _methodTable;
}

/// <summary>The head of what ILC emits for a type. Nothing here reads it.</summary>
public struct MethodTable
{
    internal ushort _componentSize;
    internal ushort _flags;
    internal uint _baseSize;
}

/// <summary>The base of all structures.</summary>
public abstract class ValueType;

/// <summary>The base of all enumerations.</summary>
public abstract class Enum : ValueType;

/// <summary>An exception. None is ever made here: the compiler wants the name.</summary>
public class Exception;

/// <summary>A delegate. None is ever made here: the compiler wants the name.</summary>
public abstract class Delegate;

/// <summary>A delegate. None is ever made here: the compiler wants the name.</summary>
public abstract class MulticastDelegate : Delegate;

/// <summary>A resource that can be released early.</summary>
public interface IDisposable
{
    void Dispose();
}
