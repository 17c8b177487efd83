using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Xunit.Sdk;
using Xunit.v3;

namespace OrleansRegistration.Runs;

/// <summary>
/// Orders collections, classes, methods and cases differently in each run. xunit orders by ids that hash the path of
/// the assembly, so each folder would always have the same order. The environment variable <c>TEST_SEED</c> repeats an
/// order, in any folder.
/// </summary>
public sealed class RandomOrder : ITestCollectionOrderer, ITestClassOrderer, ITestMethodOrderer, ITestCaseOrderer
{
    /// <summary>The environment variable that decides the order. Its value may be any text.</summary>
    public const string Variable = "TEST_SEED";

    private static readonly string Seed = FindSeed();

    /// <inheritdoc/>
    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(
        IReadOnlyCollection<TTestCollection> testCollections
    )
        where TTestCollection : ITestCollection =>
        Shuffle(testCollections, collection => collection.TestCollectionDisplayName);

    /// <inheritdoc/>
    public IReadOnlyCollection<TTestClass?> OrderTestClasses<TTestClass>(IReadOnlyCollection<TTestClass?> testClasses)
        where TTestClass : notnull, ITestClass => Shuffle(testClasses, type => type?.TestClassName);

    /// <inheritdoc/>
    public IReadOnlyCollection<TTestMethod?> OrderTestMethods<TTestMethod>(
        IReadOnlyCollection<TTestMethod?> testMethods
    )
        where TTestMethod : notnull, ITestMethod => Shuffle(testMethods, method => method?.MethodName);

    /// <inheritdoc/>
    public IReadOnlyCollection<TTestCase> OrderTestCases<TTestCase>(IReadOnlyCollection<TTestCase> testCases)
        where TTestCase : notnull, ITestCase => Shuffle(testCases, test => test.TestCaseDisplayName);

    /// <summary>Orders by a hash of the seed and the name. No path is part of the hash.</summary>
    private static T[] Shuffle<T>(IEnumerable<T> items, Func<T, string?> name) =>
        [
            .. items.OrderBy(
                item => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"{Seed} {name(item)}"))),
                StringComparer.Ordinal
            ),
        ];

    private static string FindSeed()
    {
        var seed = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given
            ? given
            : RandomNumberGenerator.GetInt32(int.MaxValue).ToString(CultureInfo.InvariantCulture);
        Console.WriteLine($"The order of the tests: {Variable}={seed}");
        return seed;
    }
}
