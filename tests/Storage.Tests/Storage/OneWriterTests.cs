using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Storage;

namespace OrleansRegistration.Storage;

public sealed class OneWriterTests
{
    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 3)]
    public async Task On_SQLite_one_write_at_a_time_reaches_the_driver(bool oneWriter, int expected)
    {
        var driver = new HeldStorage();
        using var storage = new RegistrationGrainStorage(
            driver,
            oneWriter,
            NullLogger<RegistrationGrainStorage>.Instance
        );
        var writes = Enumerable
            .Range(0, 3)
            .Select(_ => storage.WriteStateAsync("test", GrainId.Create("test", "code/A"), new GrainState<Note>()))
            .ToList();
        Assert.Equal(expected, driver.Inside);
        driver.Release.SetResult();
        await Task.WhenAll(writes);
        Assert.Equal(3, driver.Inside);
    }

    private sealed class HeldStorage : IGrainStorage
    {
        public TaskCompletionSource Release { get; } = new();

        public int Inside { get; private set; }

        public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
            throw new NotSupportedException();

        public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
        {
            Inside++;
            return Release.Task;
        }

        public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
            throw new NotSupportedException();
    }
}
