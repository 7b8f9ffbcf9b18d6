using System.Text;

namespace Verified.Verifier.Tests.Policies;

/// <summary>Every rule of the format, broken once: one line with file, line, what and mend.</summary>
public sealed class XmlRefusalTests
{
    [Theory]
    [InlineData("<Version>2.17</Version>", "<Version>2</Version>", 4, "version '2' is not major.minor")]
    [InlineData("<Version>2.17</Version>", "<Version>2x17</Version>", 4, "version '2x17'")]
    [InlineData("<Version>2.17</Version>", "<Version>123456789.0</Version>", 4, "version '123456789.0'")]
    [InlineData("<PolicyName>complete</PolicyName>", "", 3, "element 'PolicyUrl' is unknown or out of order here, expected <PolicyName>")]
    [InlineData("<PolicyName>complete</PolicyName>", "<PolicyName/>", 3, "policy name '' is empty")]
    [InlineData("<PolicyName>complete</PolicyName>", "<PolicyName>a:b</PolicyName>", 3, "contains ':'")]
    [InlineData("<Type>blue</Type>", "<Type>red</Type>", 9, "type 'red' stands twice in the Simple Type Enforcement types")]
    [InlineData("<Type>blue</Type>", "<Type>b:e</Type>", 9, "contains ':'")]
    [InlineData("<Type>blue</Type>", "<Type>b\u202Ee</Type>", 9, "contains an invisible or control character")]
    [InlineData("<Type>blue</Type>", "<Type>blue<b/></Type>", 9, "<Type> holds more than text")]
    [InlineData("<Type>blue</Type>", "<Tipe>blue</Tipe>", 9, "element 'Tipe' is unknown")]
    [InlineData("<Type>blue</Type>", "blue", 9, "text 'blue' between elements")]
    [InlineData("<Type>blue</Type>", "<Type color=\"b\">blue</Type>", 9, "<Type> has no attribute 'color'")]
    [InlineData("priority=\"PrimaryPolicyComponent\"", "priority=\"first\"", 11, "priority 'first' is unknown")]
    [InlineData("<Conflict name=\"sides\">", "<Conflict name=\"\">", 15, "conflict set '' is empty")]
    [InlineData("<Conflict name=\"sides\">", "<Conflict>", 15, "a conflict set has no name")]
    [InlineData("<Type>left</Type><Type>right</Type></Conflict>", "<Type>up</Type></Conflict>", 15, "unknown Chinese Wall type 'up' in conflict set 'sides'")]
    [InlineData("<Type>left</Type><Type>right</Type></Conflict>", "</Conflict>", 15, "<Type> is missing")]
    [InlineData("bootstrap=\"Dom0\"", "bootstrap=\"Dom1\"", 17, "the bootstrap label 'Dom1' is no VM label")]
    [InlineData("bootstrap=\"Dom0\"", "bootstrap=\"__UNLABELED__\"", 17, "the bootstrap label is __UNLABELED__")]
    [InlineData(" bootstrap=\"Dom0\"", "", 17, "no bootstrap label")]
    [InlineData("<Name>B</Name>", "<Name>A</Name>", 24, "VM label 'A' is defined twice")]
    [InlineData("<Type>green</Type></SimpleTypeEnforcementTypes>\n<ChineseWallTypes><Type>right", "<Type>pink</Type></SimpleTypeEnforcementTypes>\n<ChineseWallTypes><Type>right", 25, "unknown Simple Type Enforcement type 'pink' in VM label 'B'")]
    [InlineData("<ChineseWallTypes><Type>left</Type></ChineseWallTypes>", "<ChineseWallTypes><Type>left</Type></ChineseWallTypes><ChineseWallTypes><Type>right</Type></ChineseWallTypes>", 23, "VM label 'A' has more than one <ChineseWallTypes>")]
    [InlineData("<ChineseWallTypes><Type>left</Type></ChineseWallTypes>", "<ChineseWallTypes><Type>left</Type><Type>left</Type></ChineseWallTypes>", 23, "type 'left' stands twice in VM label 'A'")]
    [InlineData("<Name from=\"Old\">", "<Name from=\"\">", 21, "the label to rename, '' is empty")]
    [InlineData("<Type>red</Type></SimpleTypeEnforcementTypes></ResourceLabel>", "<Type>red</Type><Type>blue</Type></SimpleTypeEnforcementTypes></ResourceLabel>", 28, "resource label 'disk' has 2 types")]
    [InlineData("<Type>red</Type></SimpleTypeEnforcementTypes></ResourceLabel>", "<Type/></SimpleTypeEnforcementTypes></ResourceLabel>", 28, "resource label 'disk' has 0 types")]
    [InlineData("<SubjectLabels bootstrap=\"Dom0\">", "<ObjectLabels>", 18, "element 'VirtualMachineLabel' is unknown or out of order here, expected <ResourceLabel>")]
    [InlineData("</SecurityPolicyDefinition>", "", 30, "not well-formed XML")]
    [InlineData("</SecurityPolicyDefinition>", "</SecurityPolicyDefinition><x/>", 30, "not well-formed XML")]
    [InlineData("http://www.ibm.com\"", "http://www.example.com\"", 2, "element 'SecurityPolicyDefinition' is in the wrong namespace")]
    [InlineData("<Type>blue</Type>", "<Type>&xxe;</Type>", 9, "not well-formed XML: Reference to undeclared entity 'xxe'")]
    public void A_broken_rule_is_refused_where_it_is_broken(string old, string replacement, int line, string what)
    {
        string refusal = PolicyText.RefusalAfter(old, replacement);
        Assert.StartsWith($"p.xml:{line}: ", refusal, StringComparison.Ordinal);
        Assert.Contains(what, refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void A_component_out_of_order_is_refused()
    {
        string refusal = PolicyText.Refusal(PolicyText.Root + PolicyText.Header
            + "<ChineseWall><ChineseWallTypes><Type/></ChineseWallTypes></ChineseWall>\n"
            + "<SimpleTypeEnforcement/><SecurityLabelTemplate/></SecurityPolicyDefinition>");
        Assert.StartsWith("p.xml:2: element 'SimpleTypeEnforcement' is unknown or out of order here, "
            + "expected <SecurityLabelTemplate>", refusal, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<!DOCTYPE x [<!ENTITY a \"b\">]>")]
    [InlineData("<!DOCTYPE x SYSTEM \"file:///etc/passwd\">")]
    public void A_DTD_is_refused(string declaration) =>
        Assert.Equal("p.xml:1: a document type declaration (DTD) is refused; remove it",
            PolicyText.Refusal(declaration + PolicyText.Root));

    [Theory]
    [InlineData("")]
    [InlineData("not XML")]
    [InlineData("{}")]
    [InlineData("<SecurityPolicySpec xmlns=\"http://www.ibm.com\"/>")]
    public void Something_else_is_refused(string text) => Assert.StartsWith("p.xml", PolicyText.Refusal(text), StringComparison.Ordinal);

    [Fact]
    public void Elements_nested_a_hundred_thousand_deep_are_refused_at_once()
    {
        string refusal = PolicyText.Refusal(string.Concat(Enumerable.Repeat(PolicyText.Root, 100_000)));
        Assert.Contains("'SecurityPolicyDefinition' is unknown or out of order", refusal, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("xmlns:a")]
    [InlineData("b")]
    public void A_tag_with_a_hundred_thousand_attributes_is_refused_before_it_is_parsed(string name)
    {
        string attributes = string.Concat(Enumerable.Range(0, 100_000).Select(i => $" {name}{i}=\">\""));
        Assert.StartsWith("p.xml:2: more than 131072 bytes without a tag's beginning",
            PolicyText.Refusal($"<!-- -->\n<SecurityPolicyDefinition{attributes}/>"), StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_encoding_is_refused() =>
        Assert.StartsWith("p.xml:1: ",
            PolicyText.Refusal("<?xml version=\"1.0\" encoding=\"klingon\"?>" + PolicyText.Root), StringComparison.Ordinal);

    [Fact]
    public void Bytes_that_are_not_in_the_declared_encoding_are_refused()
    {
        byte[] bytes = [.. Encoding.UTF8.GetBytes(PolicyText.Root + "<PolicyHeader><PolicyName>"), 0xFF, 0xC0];
        InputException error = Assert.Throws<InputException>(() => PolicyFile.Parse(bytes, "p.xml", PolicyLimits.Kernel));
        Assert.StartsWith("p.xml", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_of_256_bytes_is_refused()
    {
        string refusal = PolicyText.RefusalAfter("<Type>blue</Type>", $"<Type>{new string('b', 256)}</Type>");
        Assert.Contains("is longer than 255 bytes", refusal, StringComparison.Ordinal);
        Assert.True(refusal.Length < 250, "a long name is cut in the message");
    }
}
