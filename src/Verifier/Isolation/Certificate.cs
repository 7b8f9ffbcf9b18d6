using System.Collections.Immutable;
using Verified.Proofs.Policies;

namespace Verified.Verifier.Isolation;

/// <summary>
/// Evidence for isolation that is checked in linear time: a class for every untrusted label and every type, and the
/// coalition that each class belongs to. <see cref="CertificateTheorem"/> says why it suffices.
/// </summary>
/// <param name="LabelClass">Class of each label, from 0; -1 for trusted ones.</param>
/// <param name="TypeClass">Class of each type, from 0.</param>
/// <param name="ClassCoalition">Coalition of each class; -1 for a class without labels.</param>
public sealed record Certificate(
    ImmutableArray<int> LabelClass, ImmutableArray<int> TypeClass, ImmutableArray<int> ClassCoalition);

/// <summary>Where a certificate fails.</summary>
/// <param name="Label">The label.</param>
/// <param name="Type">
/// The type whose class is not the label's; -1 when the label's coalition is not its class's.
/// </param>
public readonly record struct CertificateFault(int Label, int Type);
