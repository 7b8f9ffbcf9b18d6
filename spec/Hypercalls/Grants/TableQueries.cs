namespace Verified.Spec;

public sealed partial class Specification<TBool, TWord, TTable>
{
    private const long TableVersion = 1;

    /// <summary>
    /// GNTTABOP_query_size: whether the caller may know the size of a domain's grant table, which is one frame always.
    /// The result is a <see cref="GrantStatus"/>; of another domain it takes privilege.
    /// </summary>
    public Outcome QuerySize(SystemState state, TWord caller, TWord dom)
    {
        var call = new Attempt(state);
        TWord domain = Resolve(dom, caller);
        call.Require(domain == caller | IsPrivileged(state, caller), GrantStatus.PermissionDenied);
        call.Require(Exists(state, domain), GrantStatus.BadDomain);
        return call.Succeed(Number(GrantStatus.Okay), state);
    }

    /// <summary>
    /// GNTTABOP_get_version: the version of a domain's grant table is the result; of another domain's it takes
    /// privilege.
    /// </summary>
    public Outcome GetVersion(SystemState state, TWord caller, TWord dom)
    {
        var call = new Attempt(state);
        TWord domain = Resolve(dom, caller);
        call.Require(domain == caller | IsPrivileged(state, caller), Errno.Perm);
        call.Require(Exists(state, domain), Errno.Search);
        return call.Succeed(Number(TableVersion), state);
    }

    /// <summary>GNTTABOP_set_version: version 1 is the only one that a table can have; 2 is known, and not offered.</summary>
    public Outcome SetVersion(SystemState state, TWord version)
    {
        var call = new Attempt(state);
        call.Require(version == 1 | version == 2, Errno.Invalid);
        call.Require(version == 1, Errno.NoSystemCall);
        return call.Succeed(Number(0), state);
    }
}
