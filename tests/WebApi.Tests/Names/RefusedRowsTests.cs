using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using OrleansRegistration.Faults;
using OrleansRegistration.Storage;

namespace OrleansRegistration.Tests;

/// <summary>Refused requests leave no row (docs/adr/0016-withdrawn-claims.md).</summary>
public sealed class RefusedRowsTests
{
    private const int Tries = 100;

    [Theory, Trait("Fault", "E3")]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Refused_sign_ups_leave_as_many_rows_as_there_were(bool onPostgreSql)
    {
        await using var postgres = onPostgreSql ? await PostgresServer.StartAsync() : null;
        await using var service = new Service();
        if (postgres is not null)
        {
            service.Settings["ConnectionStrings:Registration"] = await postgres.CreateDatabaseAsync();
        }

        using var client = service.CreateClient();
        var holder = Requests.NewSignUp();
        (await client.RegisterAsync(holder)).Is(201);
        var same = Requests.NewSignUp().With("invitation_code", "NOSUCHCODE");
        var before = await RowsAsync(service);
        await Task.WhenAll(
            Enumerable
                .Range(0, Tries)
                .Select(async number =>
                {
                    (await client.RegisterAsync(Requests.NewSignUp().With("invitation_code", "NOSUCHCODE"))).IsProblem(
                        400,
                        "invitation_code:invalid"
                    );
                    (await client.RegisterAsync(Requests.NewSignUp().With("username", holder["username"]))).IsProblem(
                        409,
                        "username:taken"
                    );
                    if (number < 5)
                    {
                        Assert.True((int)(await client.RegisterAsync(same)).Status is 400 or 409);
                    }
                })
        );
        var after = await RowsAsync(service);
        Assert.Equal(before, after);
        FaultTable.Now(
            "E3",
            $"{2 * Tries} refused requests, {(onPostgreSql ? "PostgreSQL" : "SQLite")}",
            $"{after - before} rows more"
        );
    }

    private static async Task<long> RowsAsync(Service service)
    {
        await using var connection = await service
            .Services.GetRequiredService<RegistrationStore>()
            .Databases[0]
            .OpenAsync(TestContext.Current.CancellationToken);
        await using var command = connection.CreateCommand();
        // The number of these rows is fixed.
        command.CommandText = "select count(*) from grain_state where grain_type not in ('outbox', 'mail')";
        return Convert.ToInt64(
            await command.ExecuteScalarAsync(TestContext.Current.CancellationToken),
            CultureInfo.InvariantCulture
        );
    }
}
