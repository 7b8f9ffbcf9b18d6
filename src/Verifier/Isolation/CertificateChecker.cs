using Verified.Proofs.Policies;

namespace Verified.Verifier.Isolation;

/// <summary>
/// Checks a certificate in time linear in the labels' types. It trusts nothing that the finder did: this small loop and
/// <see cref="CertificateTheorem"/> are what isolation rests on.
/// </summary>
public static class CertificateChecker
{
    /// <summary>The first fault, or null when the certificate passes.</summary>
    public static CertificateFault? Check(IsolationClaim claim, Certificate certificate)
    {
        for (int label = 0; label < claim.LabelCount; label++)
        {
            if (claim.Trusted[label])
                continue;

            int own = certificate.LabelClass[label];
            if (own < 0 || own >= certificate.ClassCoalition.Length
                || certificate.ClassCoalition[own] != claim.Coalition[label])
                return new(label, -1);
            foreach (int type in claim.SteTypes[label].Types())
            {
                if (certificate.TypeClass[type] != own)
                    return new(label, type);
            }
        }

        return null;
    }
}
