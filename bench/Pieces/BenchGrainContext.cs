using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;
using OrleansRegistration.Storage;

namespace OrleansRegistration.Pieces;

/// <summary>As much of a grain as its row asks for: an id, and a container with storage in it. Asked once a write, so its slowness does not count.</summary>
#pragma warning disable CA1852 // The proxy derives from it.
internal class BenchGrainContext : DispatchProxy
#pragma warning restore CA1852
{
    private static readonly GrainId Id = GrainId.Create("outbox", "outbox/0");
    private IServiceProvider? services;

    public static IGrainContext Create(IGrainStorage storage)
    {
        var context = Create<IGrainContext, BenchGrainContext>();
        ((BenchGrainContext)(object)context).services = new ServiceCollection()
            .AddKeyedSingleton(StorageNames.Registration, storage)
            .BuildServiceProvider();
        return context;
    }

    /// <inheritdoc/>
    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        targetMethod?.Name switch
        {
            $"get_{nameof(IGrainContext.GrainId)}" => Id,
            $"get_{nameof(IGrainContext.ActivationServices)}" => services,
            _ => throw new NotSupportedException(),
        };
}
