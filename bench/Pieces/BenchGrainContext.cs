using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;
using OrleansRegistration.Storage;

namespace OrleansRegistration.Pieces;

/// <summary>
/// The parts of a grain that its row needs: an id, and a container with storage. The row asks once for each write, so
/// the proxy may be slow.
/// </summary>
#pragma warning disable CA1852 // The proxy derives from this class.
internal class BenchGrainContext : DispatchProxy
#pragma warning restore CA1852
{
    private static readonly GrainId Id = GrainId.Create("outbox", "outbox/0");
    private IServiceProvider? _services;

    public static IGrainContext Create(IGrainStorage storage)
    {
        var context = Create<IGrainContext, BenchGrainContext>();
        ((BenchGrainContext)(object)context)._services = new ServiceCollection()
            .AddKeyedSingleton(StorageNames.Registration, storage)
            .BuildServiceProvider();
        return context;
    }

    /// <inheritdoc/>
    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        targetMethod?.Name switch
        {
            $"get_{nameof(IGrainContext.GrainId)}" => Id,
            $"get_{nameof(IGrainContext.ActivationServices)}" => _services,
            _ => throw new NotSupportedException(),
        };
}
