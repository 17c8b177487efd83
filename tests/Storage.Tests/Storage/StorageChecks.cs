using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Orleans.Storage;

namespace OrleansRegistration.Storage;

/// <summary>What every storage of the service must do, on each database and in each mode.</summary>
public abstract class StorageChecks(StorageMode mode) : IAsyncLifetime
{
    /// <summary>A type whose rows may be deleted.</summary>
    private const string Name = "nickname";

    private StorageHost _host = null!;

    /// <summary>The settings that name a fresh database.</summary>
    private protected IDictionary<string, string?> Settings { get; private set; } = null!;

    private protected StorageHost Host => _host;

    private protected IGrainStorage Storage => _host.Storage;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public virtual async ValueTask InitializeAsync()
    {
        Settings = await CreateDatabaseAsync();
        Settings["Storage:Mode"] = mode.ToString();
        _host = await StorageHost.StartAsync(Settings);
    }

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await _host.DisposeAsync();
    }

    private protected abstract Task<IDictionary<string, string?>> CreateDatabaseAsync();

    [Fact]
    public async Task An_absent_record_reads_as_absent()
    {
        var state = await ReadAsync("code/A");
        Assert.False(state.RecordExists);
        Assert.Null(state.ETag);
    }

    [Fact]
    public async Task A_record_is_inserted_with_version_1_updated_and_read_back()
    {
        var state = await WriteAsync("code/A", "one", null);
        Assert.Equal("1", state.ETag);
        Assert.Equal("2", (await WriteAsync("code/A", "Grüße 𝄞", "1")).ETag);

        var read = await ReadAsync("code/A");
        Assert.Equal(("Grüße 𝄞", "2", true), (read.State!.Text, read.ETag, read.RecordExists));
    }

    [Fact]
    public async Task A_stale_update_conflicts_and_changes_nothing()
    {
        await WriteAsync("code/A", "one", null);
        await WriteAsync("code/A", "two", "1");
        await Assert.ThrowsAsync<InconsistentStateException>(() => WriteAsync("code/A", "late", "1"));
        await Assert.ThrowsAsync<InconsistentStateException>(() => WriteAsync("code/A", "early", "3"));
        Assert.Equal("two", (await ReadAsync("code/A")).State!.Text);
    }

    [Fact]
    public async Task An_update_of_a_row_that_is_not_there_conflicts_and_inserts_nothing()
    {
        await Assert.ThrowsAsync<InconsistentStateException>(() => WriteAsync("code/A", "ghost", "4"));
        Assert.Equal(0L, await _host.QueryAsync("select count(*) from grain_state"));
    }

    [Fact]
    public async Task Of_16_first_writes_of_one_key_exactly_one_wins()
    {
        const int keys = 50;
        for (var key = 0; key < keys; key++)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"code/{key}");
            var wins = await Task.WhenAll(
                Enumerable.Range(0, 16).Select(writer => Task.Run(() => TryWriteAsync(name, null)))
            );
            Assert.Equal(1, wins.Count(won => won));
        }

        Assert.Equal((long)keys, await _host.QueryAsync("select count(*) from grain_state"));
    }

    [Fact]
    public async Task Of_16_updates_of_one_version_exactly_one_wins()
    {
        await WriteAsync("code/A", "one", null);
        var wins = await Task.WhenAll(
            Enumerable.Range(0, 16).Select(writer => Task.Run(() => TryWriteAsync("code/A", "1")))
        );
        Assert.Equal(1, wins.Count(won => won));
        Assert.Equal("2", (await ReadAsync("code/A")).ETag);
    }

    [Fact]
    public async Task Keys_that_look_like_numbers_stay_apart()
    {
        string[] keys =
        [
            "code/2a",
            "code/2A",
            "code/002a",
            "email/beef+tag@x.org",
            "email/0BEEF+tag@x.org",
            "username/ünïcode-名前",
            "username/" + new string('x', 503),
        ];
        foreach (var key in keys)
        {
            await WriteAsync(key, key, null);
        }

        foreach (var key in keys)
        {
            Assert.Equal(key, (await ReadAsync(key)).State!.Text);
        }

        Assert.Equal((long)keys.Length, await _host.QueryAsync("select count(*) from grain_state"));
    }

    [Theory]
    [InlineData("2a")]
    [InlineData("beef+tag@x.org")]
    [InlineData("0123456789abcdef0123456789abcdef")]
    public async Task A_key_that_AdoNet_would_merge_is_refused_by_it(string key)
    {
        if (mode == StorageMode.AdoNet)
        {
            await Assert.ThrowsAsync<ArgumentException>(() => WriteAsync(key, "merged", null));
            return;
        }

        await WriteAsync(key, key, null);
        await WriteAsync("0" + key.ToUpperInvariant(), "other", null);
        Assert.Equal(key, (await ReadAsync(key)).State!.Text);
    }

    [Fact]
    public async Task Deleting_a_record_never_read_reads_it_first_and_an_absent_one_stays_absent()
    {
        var absent = new GrainState<Note>();
        await Storage.ClearStateAsync(Name, Id("nickname/a"), absent);
        Assert.Equal((false, null), (absent.RecordExists, absent.ETag));
        Assert.Equal(0L, await _host.QueryAsync("select count(*) from grain_state"));

        await Storage.WriteStateAsync(Name, Id("nickname/a"), new GrainState<Note>(new("one")));
        await Storage.ClearStateAsync(Name, Id("nickname/a"), new GrainState<Note>());
        Assert.Equal(0L, await _host.QueryAsync("select count(*) from grain_state"));
    }

    [Fact]
    public async Task A_deleted_record_is_gone_and_a_new_one_has_none_of_its_versions()
    {
        var old = new GrainState<Note>(new("one"));
        var versions = new List<string?>();
        for (var i = 0; i < 4; i++)
        {
            await Storage.WriteStateAsync(Name, Id("nickname/a"), old);
            versions.Add(old.ETag);
        }

        var first = -int.Parse(versions[0]!, CultureInfo.InvariantCulture);
        Assert.InRange(first, 2, 1 << 30);
        Assert.Equal(
            [-first, first, first + 1, first + 2],
            versions.Select(version => int.Parse(version!, CultureInfo.InvariantCulture))
        );
        await Assert.ThrowsAsync<InconsistentStateException>(() =>
            Storage.WriteStateAsync(Name, Id("nickname/a"), new GrainState<Note>(new("early")))
        );
        foreach (var version in versions.SkipLast(1))
        {
            await IsTooLateAsync(Storage.WriteStateAsync, version);
            await IsTooLateAsync(Storage.ClearStateAsync, version);
        }

        await Storage.ClearStateAsync(Name, Id("nickname/a"), old);
        Assert.Equal(0L, await _host.QueryAsync("select count(*) from grain_state"));
        foreach (var version in versions)
        {
            await IsTooLateAsync(Storage.WriteStateAsync, version);
        }

        var next = new GrainState<Note>(new("anew"));
        for (var i = 0; i < 4; i++)
        {
            await Storage.WriteStateAsync(Name, Id("nickname/a"), next);
            Assert.DoesNotContain(next.ETag, versions);
            foreach (var version in versions)
            {
                await IsTooLateAsync(Storage.WriteStateAsync, version);
                await IsTooLateAsync(Storage.ClearStateAsync, version);
            }
        }

        Assert.Equal("anew", await _host.QueryAsync("select payload ->> 'Text' from grain_state"));

        Task IsTooLateAsync(Func<string, GrainId, IGrainState<Note>, Task> call, string? version) =>
            Assert.ThrowsAsync<InconsistentStateException>(() =>
                call(Name, Id("nickname/a"), new GrainState<Note>(new("late"), version) { RecordExists = true })
            );
    }

    [Fact]
    public async Task A_record_of_another_type_is_never_deleted()
    {
        var state = await WriteAsync("code/A", "one", null);
        Assert.NotNull(await Record.ExceptionAsync(() => Storage.ClearStateAsync("test", Id("code/A"), state)));
        Assert.Equal("one", (await ReadAsync("code/A")).State!.Text);
    }

    [Fact]
    public async Task Deletions_and_writes_at_once_are_each_done()
    {
        var names = Enumerable
            .Range(0, 60)
            .Select(i => string.Create(CultureInfo.InvariantCulture, $"nickname/{i:D2}x"))
            .ToArray();
        var states = names.Select(_ => new GrainState<Note>(new("old"))).ToArray();
        await Task.WhenAll(names.Select((name, i) => Storage.WriteStateAsync(Name, Id(name), states[i])));
        await Task.WhenAll(
            names.Select(
                (name, i) =>
                    i % 2 == 0
                        ? Storage.ClearStateAsync(Name, Id(name), states[i])
                        : Storage.WriteStateAsync(Name, Id(name), states[i])
            )
        );
        Assert.Equal(30L, await _host.QueryAsync("select count(*) from grain_state where version > 0"));
        Assert.Equal(30L, await _host.QueryAsync("select count(*) from grain_state"));
        Assert.All(states.Where((_, i) => i % 2 == 0), state => Assert.False(state.RecordExists));
    }

    [Fact]
    public async Task The_other_mode_carries_on_with_the_same_rows_and_back()
    {
        await WriteAsync("code/A", "here", null);
        var (updated, deleted) = (new GrainState<Note>(new("kept")), new GrainState<Note>(new("gone")));
        await Storage.WriteStateAsync(Name, Id("nickname/b"), updated);
        await Storage.WriteStateAsync(Name, Id("nickname/c"), deleted);
        Settings["Storage:Mode"] = (mode == StorageMode.AdoNet ? StorageMode.Batched : StorageMode.AdoNet).ToString();
        await using (var other = await StorageHost.StartAsync(Settings))
        {
            var read = new GrainState<Note>();
            await other.Storage.ReadStateAsync("test", Id("code/A"), read);
            Assert.Equal(("here", "1", true), (read.State!.Text, read.ETag, read.RecordExists));
            read.State = new("there");
            await other.Storage.WriteStateAsync("test", Id("code/A"), read);
            var name = new GrainState<Note>();
            await other.Storage.ReadStateAsync(Name, Id("nickname/b"), name);
            await other.Storage.WriteStateAsync(Name, Id("nickname/b"), name);
            Assert.Equal(updated.ETag, $"-{name.ETag}");
            await other.Storage.ClearStateAsync(Name, Id("nickname/c"), new GrainState<Note>());
            await other.Storage.WriteStateAsync("test", Id("code/C"), new GrainState<Note>(new("new")));
        }

        await Assert.ThrowsAsync<InconsistentStateException>(() =>
            Storage.WriteStateAsync(Name, Id("nickname/b"), updated)
        );
        await Assert.ThrowsAsync<InconsistentStateException>(() =>
            Storage.WriteStateAsync(Name, Id("nickname/c"), deleted)
        );
        await Assert.ThrowsAsync<InconsistentStateException>(() => WriteAsync("code/A", "late", "1"));
        await Assert.ThrowsAsync<InconsistentStateException>(() => WriteAsync("code/C", "late", null));
        Assert.Equal("there", (await ReadAsync("code/A")).State!.Text);
        Assert.Equal("3", (await WriteAsync("code/A", "back", "2")).ETag);
    }

    [Fact]
    public async Task Of_two_nodes_that_write_the_same_keys_one_wins_each()
    {
        const int keys = 200;
        await using var other = await StorageHost.StartAsync(Settings);
        var names = Enumerable
            .Range(0, keys)
            .Select(key => string.Create(CultureInfo.InvariantCulture, $"code/{key}"))
            .ToList();
        foreach (var etag in new[] { null, "1" })
        {
            var here = names.Select(name => Task.Run(() => TryWriteAsync(Storage, name, etag)));
            var there = names
                .AsEnumerable()
                .Reverse()
                .Select(name => Task.Run(() => TryWriteAsync(other.Storage, name, etag)))
                .ToList();
            var wins = await Task.WhenAll(here);
            var winsThere = await Task.WhenAll(there.AsEnumerable().Reverse());
            Assert.All(wins.Zip(winsThere), pair => Assert.True(pair.First ^ pair.Second));
        }

        Assert.Equal((long)keys, await _host.QueryAsync("select count(*) from grain_state where version = 2"));
    }

    [Fact]
    public async Task A_conflict_does_not_name_the_key()
    {
        await WriteAsync("email/ann@x.org", "one", null);
        var conflict = await Assert.ThrowsAsync<InconsistentStateException>(() =>
            WriteAsync("email/ann@x.org", "two", null)
        );
        Assert.DoesNotContain("ann", conflict.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_payload_is_JSON_that_plain_SQL_reads()
    {
        await WriteAsync("code/A", "plain", null);
        Assert.Equal("plain", await _host.QueryAsync("select payload ->> 'Text' from grain_state"));
    }

    [Fact]
    public async Task Two_services_in_one_database_do_not_meet()
    {
        await WriteAsync("code/A", "mine", null);
        await using var other = await StorageHost.StartAsync(Settings, "another");
        var theirs = new GrainState<Note>(new("theirs"));
        await other.Storage.WriteStateAsync("test", Id("code/A"), theirs);
        Assert.Equal("1", theirs.ETag);
        Assert.Equal("mine", (await ReadAsync("code/A")).State!.Text);
    }

    [Fact]
    public async Task Four_migrations_at_once_make_one_schema()
    {
        using var database = new RegistrationDatabase(StorageOptionsOf(await CreateDatabaseAsync()), number: 0);
        await Task.WhenAll(
            Enumerable.Range(0, 4).Select(node => Task.Run(() => Migration(database).MigrateAsync(Cancel)))
        );
        await using var connection = await database.OpenAsync(Cancel);
        await using var command = connection.CreateCommand();
        command.CommandText = "select count(*) from schema_version";
        Assert.Equal(
            (long)SchemaMigration.KnownVersion(database.IsPostgreSql),
            await command.ExecuteScalarAsync(TestContext.Current.CancellationToken)
        );
    }

    [Fact]
    public async Task A_schema_newer_than_the_program_is_refused()
    {
        await _host.QueryAsync("insert into schema_version (version) values (999)");
        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            Migration(_host.Database).MigrateAsync(Cancel)
        );
        Assert.Contains("version 999", refusal.Message, StringComparison.Ordinal);
    }

    private protected static SchemaMigration Migration(RegistrationDatabase database) =>
        new(database, NullLogger<SchemaMigration>.Instance);

    private protected static StorageOptions StorageOptionsOf(IDictionary<string, string?> settings)
    {
        var options = new StorageOptions();
        options.ConnectionString = settings.TryGetValue("ConnectionStrings:Registration", out var connection)
            ? connection!
            : "";
        options.DataDirectory = settings.TryGetValue("DataDirectory", out var directory) ? directory! : "";
        return options;
    }

    private protected static GrainId Id(string key) => GrainId.Create("test", key);

    private protected async Task<GrainState<Note>> ReadAsync(string key)
    {
        var state = new GrainState<Note>();
        await Storage.ReadStateAsync("test", Id(key), state);
        return state;
    }

    private protected async Task<GrainState<Note>> WriteAsync(string key, string text, string? etag)
    {
        var state = new GrainState<Note>(new(text), etag);
        await Storage.WriteStateAsync("test", Id(key), state);
        return state;
    }

    private protected Task<bool> TryWriteAsync(string key, string? etag) => TryWriteAsync(Storage, key, etag);

    private static async Task<bool> TryWriteAsync(IGrainStorage storage, string key, string? etag)
    {
        try
        {
            await storage.WriteStateAsync("test", Id(key), new GrainState<Note>(new("won"), etag));
            return true;
        }
        catch (InconsistentStateException)
        {
            return false;
        }
    }
}
