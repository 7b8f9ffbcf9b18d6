namespace Verified.Kernel;

/// <summary>What XEN_DOMCTL_getdomaininfo finds, as far as rules speak of it.</summary>
public struct DomainInfo
{
    /// <summary>The domain's id.</summary>
    public uint Domain;

    /// <summary>Frames of RAM that it owns.</summary>
    public uint OwnedFrames;

    /// <summary>The most frames of RAM that it may own.</summary>
    public uint MaximumFrames;
}
