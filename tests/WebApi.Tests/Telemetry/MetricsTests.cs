using System.Globalization;
using System.Text.RegularExpressions;

namespace OrleansRegistration.Tests;

public sealed partial class MetricsTests
{
    [Fact]
    public async Task Sign_ups_log_ins_and_activations_are_counted_by_outcome_and_reason()
    {
        using var managed = await ManagedService.StartAsync();
        var client = managed.Service.Client;
        var form = Requests.NewSignUp();
        var key = ("Idempotency-Key", "a-key-for-the-metrics-test");
        var account = (await client.RegisterAsync(form, key)).Is(201);
        (await client.RegisterAsync(form, key)).Is(201);
        (await client.RegisterAsync(form)).Is(409);
        (await client.RegisterAsync(Requests.NewSignUp().With("username", "a b"))).Is(400);
        (await client.RegisterAsync(Requests.NewSignUp().With("invitation_code", "ABCDEFGHJK"))).Is(400);
        (await client.RegisterAsync(Requests.NewSignUp().With("invitation_code", account["invitation_code"]))).Is(201);
        (await client.LogInAsync(form["username"], "wrong horse battery")).Is(401);
        (await client.LogInAsync(form["username"], form["password1"])).Is(200);

        var metrics = await managed.ScrapeAsync();
        Assert.Equal(2, Sum(metrics, "registration_sign_ups_total", "outcome=\"created\""));
        Assert.Equal(1, Sum(metrics, "registration_sign_ups_total", "outcome=\"repeated\""));
        Assert.Equal(2, Sum(metrics, "registration_sign_ups_total", "outcome=\"refused\""));
        Assert.Equal(1, Sum(metrics, "registration_sign_ups_total", "outcome=\"invalid\""));
        Assert.Equal(1, Sum(metrics, "registration_sign_up_refusals_total", "field=\"email\",reason=\"taken\""));
        Assert.Equal(1, Sum(metrics, "registration_sign_up_refusals_total", "field=\"username\",reason=\"invalid\""));
        Assert.Equal(
            1,
            Sum(metrics, "registration_sign_up_refusals_total", "field=\"invitation_code\",reason=\"invalid\"")
        );
        Assert.Equal(1, Sum(metrics, "registration_log_ins_total", "outcome=\"invalid_credentials\""));
        Assert.Equal(1, Sum(metrics, "registration_log_ins_total", "outcome=\"signed_in\""));
        Assert.True(Sum(metrics, "registration_password_hash_duration_seconds_count") >= 5, metrics);
        Assert.True(Sum(metrics, "registration_storage_batch_size_sum", "operation=\"write\"") > 8, metrics);
        Assert.Equal(1, Sum(metrics, "registration_cluster_silos", "state=\"active\""));
        Assert.Equal(0, Sum(metrics, "registration_admission_in_flight"));
        Assert.True(Sum(metrics, "http_server_request_duration_seconds_count", "/api/register/") == 6, metrics);
        Assert.DoesNotContain((string)form["username"]!, metrics, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(account["invitation_code"], metrics, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Waiting_mails_and_messages_and_their_age_are_seen()
    {
        // Nobody listens at the mail server's port, so the mail waits.
        using var managed = await ManagedService.StartAsync(
            ("Mail__Mode", "Smtp"),
            ("Mail__Host", "127.0.0.1"),
            ("Mail__Port", Service.FreePort()),
            ("Mail__Security", "None"),
            ("Mail__RetrySeconds", "1")
        );
        (await managed.Service.Client.RegisterAsync(Requests.NewSignUp())).Is(201);
        for (var tries = 0; ; tries++)
        {
            var metrics = await managed.ScrapeAsync();
            if (
                Sum(metrics, "registration_mail_queued") == 1
                && Sum(metrics, "registration_mail_tries_total", "outcome=\"put_off\"") > 0
            )
            {
                return;
            }

            Assert.True(tries < 600, metrics);
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>The sum of the series of a metric whose labels have all of the texts.</summary>
    internal static double Sum(string scrape, string metric, params string[] labels) =>
        Sample()
            .Matches(scrape)
            .Where(sample =>
                sample.Groups["metric"].Value == metric
                && labels.All(label => sample.Groups["labels"].Value.Contains(label, StringComparison.Ordinal))
            )
            .Sum(sample => double.Parse(sample.Groups["value"].Value, CultureInfo.InvariantCulture));

    [GeneratedRegex(@"^(?<metric>[a-zA-Z_:]\w*)(\{(?<labels>.*)\})? (?<value>\S+)", RegexOptions.Multiline)]
    private static partial Regex Sample();
}
