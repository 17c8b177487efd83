using System.Net.Sockets;
using System.Reflection;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.Data.Sqlite;
using Npgsql;
using Orleans.Storage;
using OrleansRegistration.Errors;
using OrleansRegistration.Faults;
using OrleansRegistration.Storage;

namespace OrleansRegistration.Tests;

/// <summary>Every exception of storage, the drivers and the cluster is answered with 503, and none with 500.</summary>
[Trait("Fault", "E4")]
public sealed class FailureTests
{
    public static readonly TheoryData<Exception> Failures =
    [
        new StorageUnavailableException("m"),
        new OperationCanceledException("Message expired before placement"),
        new TaskCanceledException("m"),
        new TimeoutException("m"),
        new SiloUnavailableException("m"),
        new InconsistentStateException("m"),
        new ObjectDisposedException("m"),
        new NpgsqlException("m"),
        new PostgresException("m", "ERROR", "ERROR", "57P01"),
        new SqliteException("m", 5),
        new IOException("m"),
        new SocketException(),
        new AggregateException(new TimeoutException("m"), new IOException("m")),
        new CryptographicException("m", new StorageUnavailableException("m")),
    ];

    [Fact]
    public void Every_exception_type_of_Orleans_has_a_status_and_none_is_500()
    {
        var assemblies = Directory
            .GetFiles(AppContext.BaseDirectory, "Orleans.*.dll")
            .Where(file => !file.EndsWith("TestingHost.dll", StringComparison.Ordinal))
            .Select(file => Assembly.Load(Path.GetFileNameWithoutExtension(file)));
        var types = assemblies
            .SelectMany(assembly => assembly.GetExportedTypes())
            .Where(type => type.IsAssignableTo(typeof(Exception)) && !type.IsAbstract)
            .ToArray();
        Assert.True(types.Length > 30, $"Only {types.Length} were found.");
        var unmapped = types
            .Where(type => Problems.StatusOf(Make(type)) != StatusCodes.Status503ServiceUnavailable)
            .ToArray();
        Assert.Empty(unmapped);
        FaultTable.Now(
            "E4",
            "all exception types that Orleans makes public",
            $"{types.Length} types, {unmapped.Length} without 503"
        );
    }

    [Theory]
    [MemberData(nameof(Failures), DisableDiscoveryEnumeration = true)]
    public void Failure_of_storage_or_the_cluster_is_503(Exception failure) =>
        Assert.Equal(StatusCodes.Status503ServiceUnavailable, Problems.StatusOf(failure));

    [Fact]
    public void Bug_is_500()
    {
        Assert.Equal(StatusCodes.Status500InternalServerError, Problems.StatusOf(new InvalidOperationException("m")));
        Assert.Equal(
            StatusCodes.Status500InternalServerError,
            Problems.StatusOf(new AggregateException(new TimeoutException(), new ArgumentException("m")))
        );
        Assert.Equal(StatusCodes.Status500InternalServerError, Problems.StatusOf(new CryptographicException("m")));
    }

    private static Exception Make(Type type) =>
        (Exception)System.Runtime.CompilerServices.RuntimeHelpers.GetUninitializedObject(type);
}
