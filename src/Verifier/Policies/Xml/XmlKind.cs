namespace Verified.Verifier.Policies.Xml;

/// <summary>What an XML file of one of the four generations holds.</summary>
internal enum XmlKind
{
    /// <summary>A whole policy: generations 2 and 3.</summary>
    Policy,

    /// <summary>Generation 1: types and conflict sets; the labels stand in a template.</summary>
    TypesOnly,

    /// <summary>Generation 1: the label template.</summary>
    LabelTemplate,

    /// <summary>Generation 0: types and conflict sets.</summary>
    Definition,

    /// <summary>Generation 0: virtual machines by id; the types stand in a definition.</summary>
    Machines,
}

/// <summary>Tells the generations apart by the root element and what comes first in it.</summary>
internal static class XmlKinds
{
    /// <summary>What a file holds.</summary>
    /// <exception cref="InputException">It is no XML, or begins as no generation does.</exception>
    public static XmlKind Of(byte[] bytes, string file)
    {
        using XmlCursor cursor = new(bytes, file);
        if (cursor.At("SecurityLabelTemplate"))
            return XmlKind.LabelTemplate;
        if (cursor.At("SecurityPolicySpec"))
            return OfSpecification(cursor);

        cursor.Enter("SecurityPolicyDefinition");
        cursor.Enter("PolicyHeader");
        return cursor.At("Name") ? XmlKind.TypesOnly : XmlKind.Policy;
    }

    private static XmlKind OfSpecification(XmlCursor cursor)
    {
        cursor.Enter("SecurityPolicySpec");
        if (cursor.At("Definition"))
            return XmlKind.Definition;
        return cursor.At("Policy") ? XmlKind.Machines : throw cursor.Unexpected();
    }
}
