using Verified.Explorer.Configurations;
using Verified.Explorer.States;

namespace Verified.Explorer.Product;

/// <summary>The product: the kernel as it is, with small tables.</summary>
public sealed class ProductProfile : IProfile
{
    /// <inheritdoc/>
    public string Name => "product";

    /// <inheritdoc/>
    public Configuration Default => Defaults.Product;

    /// <inheritdoc/>
    public bool IsSpecified => true;

    /// <inheritdoc/>
    public ISystem Prepare(Configuration configuration, bool oracle) =>
        new KernelModel(configuration, Handlers.All, oracle);
}
