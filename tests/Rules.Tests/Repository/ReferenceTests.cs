namespace OrleansRegistration.Tests.Repository;

/// <summary>What code, documents and project files cite is in the repository.</summary>
public sealed class ReferenceTests
{
    private static readonly Dictionary<string, string> Small = new()
    {
        ["README.md"] = "## What is promised\n",
        ["docs"] = "",
        ["docs/protocol.md"] =
            "<a id=\"rule-9\"></a>\n9. A name …\n<a id=\"rule-10\"></a>\n- <a id=\"i4\"></a>**I4.**\n## Group commit\n",
        ["docs/evidence.md"] = "<a id=\"trap-2\"></a>\n## Trap 2: keys\n",
        ["docs/adr/0013-account.md"] = "# ADR 13: the `account`\n",
    };

    [Fact]
    public void Every_citation_in_the_repository_leads_somewhere()
    {
        var references = new References(RepositoryFiles.Paths(), RepositoryFiles.Read);

        // This file cites wrongly on purpose.
        var broken = RepositoryFiles
            .Texts()
            .Where(path => !path.EndsWith($"/{nameof(ReferenceTests)}.cs", StringComparison.Ordinal))
            .SelectMany(path => references.FindBroken(path, RepositoryFiles.Read(path)))
            .ToArray();

        Assert.True(broken.Length == 0, $"{broken.Length} citations lead nowhere:\n{string.Join('\n', broken)}");
    }

    [Theory]
    [InlineData("Grains/A.cs", "// docs/protocol.md#rule-9")]
    [InlineData("Grains/A.cs", "// Rule 9, rules 9 and 10; I4, trap 2.")]
    [InlineData("Grains/A.cs", "// docs/adr/0013, docs/adr/0013-account.md, ADR 13.")]
    [InlineData("Grains/A.cs", "client.Read(\"/docs/scalar.js\"); // https://example.org/docs/a#b")]
    [InlineData("docs/adr/0013-account.md", "[rule](../protocol.md#group-commit), [here](#adr-13-the-account)")]
    [InlineData("docs/protocol.md", "[away](https://example.org/nothing.md#x), evidence.md, README.md")]
    [InlineData("docs/adr/0013-account.md", "[a decision](0014-….md) writes `WebApi/data`")]
    [InlineData("README.md", "[docs](docs), `docs/protocol.md#i4`, (#what-is-promised)")]
    public void Sound_citations_pass(string file, string text) => Assert.Empty(FindBroken(file, text));

    [Theory]
    [InlineData("Grains/A.cs", "// docs/protocol.md#rule-99", "docs/protocol.md#rule-99")]
    [InlineData("Grains/A.cs", "// evidence.md says", "evidence.md")]
    [InlineData("Grains/A.cs", "// docs/glossary.md.", "docs/glossary.md")]
    [InlineData("Grains/A.cs", "// (rule 11)", "rule 11")]
    [InlineData("Grains/A.cs", "// rules 9–11", "rule 11")]
    [InlineData("Grains/A.cs", "// rules 9 and 15a", "rule 15a")]
    [InlineData("Grains/A.cs", "// I5 as far as rows show it", "I5")]
    [InlineData("Grains/A.cs", "// Trap 3", "trap 3")]
    [InlineData("Grains/A.cs", "// docs/adr/0014", "docs/adr/0014")]
    [InlineData("Grains/A.cs", "// docs/adr/0013, 0016", "ADR 0016")]
    [InlineData("docs/protocol.md", "See ADR 7.", "ADR 7")]
    [InlineData("docs/protocol.md", "[other](adr/0014-limits.md)", "adr/0014-limits.md")]
    [InlineData("docs/protocol.md", "[up](../docs/evidence.md#trap-3)", "../docs/evidence.md#trap-3")]
    [InlineData("README.md", "[here](#nowhere)", "#nowhere")]
    [InlineData("README.md", "The folder `WebApi/Hardening` …", "WebApi/Hardening")]
    public void Citation_that_leads_nowhere_is_found(string file, string text, string expected) =>
        Assert.Equal([$"{file}:1: {expected}"], FindBroken(file, text));

    private static IEnumerable<string> FindBroken(string file, string text) =>
        new References(Small.Keys, path => Small[path]).FindBroken(file, text);
}
