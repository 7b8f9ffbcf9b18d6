using System.Runtime.CompilerServices;

namespace Verified.Kernel;

/// <summary>The parameters of one domain (public/hvm/params.h), by index.</summary>
[InlineArray(Limits.Parameters)]
public struct ParameterRow
{
    private ulong _value;
}

/// <summary>The parameters of all domains, [domain][index].</summary>
[InlineArray(Limits.Domains)]
public struct ParameterTable
{
    private ParameterRow _row;
}
