using Verified.Explorer.Configurations;
using Verified.Explorer.States;

namespace Verified.Explorer.Acm31;

/// <summary>
/// The system as Xen 3.1 shipped it: hooks on domain create and destroy, alloc_unbound, bind_interdomain and map_grant_ref
/// only; a cache of permitted partners that relabelling does not flush; labels unchecked.
/// </summary>
public sealed class Acm31Profile : IProfile
{
    /// <inheritdoc/>
    public string Name => "acm-xen-3.1";

    /// <inheritdoc/>
    public Configuration Default => Defaults.Acm31;

    /// <inheritdoc/>
    public bool IsSpecified => false;

    /// <inheritdoc/>
    public ISystem Prepare(Configuration configuration, bool oracle) =>
        oracle
            ? throw new ArgumentException("the specification does not speak of this system", nameof(oracle))
            : new KernelModel(configuration, Handlers.All, oracle: false) { FailsAtomically = false, Profile = Name };
}
