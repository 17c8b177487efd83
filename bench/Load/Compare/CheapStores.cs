using Npgsql;
using OrleansRegistration.Bench.Backlog;
using OrleansRegistration.Bench.Run;
using OrleansRegistration.Bench.Targets;
using OrleansRegistration.Bench.Wire;

namespace OrleansRegistration.Bench.Compare;

/// <summary>The stores of our service that are measured with the cheapest hash.</summary>
/// <param name="Mails">The mails that wait in one of them.</param>
internal sealed record CheapStores(IReadOnlyList<OwnStore> All, WaitingMails Mails)
{
    /// <summary>Creates the stores. One gets many accounts, and one gets many waiting mails.</summary>
    public static async Task<CheapStores> CreateAsync(Comparison comparison, CancellationToken cancellationToken)
    {
        var own = await PostgreSqlAsync(ComparisonResults.Own, "bench_cheap");
        var withoutMail = (await PostgreSqlAsync(ComparisonResults.OwnWithoutMail, "bench_no_mail")).With(
            ("Registration__RequireActivation", "false")
        );
        var sqlite = OwnStore.Sqlite(ComparisonResults.OwnOnSqlite, "sqlite-cheap", comparison.Build.Folder);
        var large = OwnStore.Sqlite(ComparisonResults.OwnOnLargeSqlite, "sqlite-large", comparison.Build.Folder);
        comparison.Results.LargeStore = comparison.Sizes.LargeStore;
        await comparison.PartAsync(
            "seed",
            () => comparison.Build.FillAsync(large, comparison.Sizes.LargeStore, cancellationToken)
        );

        const string database = "bench_mails_wait";
        var mailsWait = await PostgreSqlAsync(ComparisonResults.OwnWhileMailsWait, database);
        var mails = new WaitingMails(
            () => new NpgsqlConnection(PostgresCluster.ConnectionString(database) + ";Pooling=false"),
            isPostgreSql: true
        );
        await comparison.PartAsync(
            "waiting mails",
            async () =>
            {
                await UseOnceAsync(comparison, mailsWait, cancellationToken);
                await mails.AddAsync(comparison.Sizes.WaitingMails, cancellationToken);
            }
        );

        return new([own, withoutMail, mailsWait, sqlite, large], mails);

        Task<OwnStore> PostgreSqlAsync(string name, string database) =>
            OwnStore.PostgreSqlAsync(name, database, comparison.Build.Folder, cancellationToken);
    }

    /// <summary>Lets the service make its tables and first rows, and stops it.</summary>
    private static async Task UseOnceAsync(Comparison comparison, OwnStore store, CancellationToken cancellationToken)
    {
        await using var service = await comparison.Build.StartAsync(
            store,
            PasswordCost.Cheap,
            comparison.Postgres,
            cancellationToken
        );
        using var client = new ServiceClient([service.Url], connections: 1);
        await TestAccounts.NewAsync(client, cancellationToken);
    }
}
