using System.Diagnostics.Metrics;
using OrleansRegistration.Telemetry;

namespace OrleansRegistration.Mail;

/// <summary>The queued mails of this silo, and the tries to send mails.</summary>
internal sealed class MailMetrics : Backlog
{
    private readonly Counter<long> _tries;
    private readonly Histogram<double> _deliveries;

    public MailMetrics(IMeterFactory meters, ServiceClock clock)
        : base(
            meters,
            clock,
            ("registration.mail.queued", "{mail}", "Queued mails"),
            ("registration.mail.overdue", "For how long the next try of the oldest due mail has been due")
        )
    {
        _tries = Meter.CreateCounter<long>("registration.mail.tries", "{try}", "Tries to send a mail, by outcome");
        _deliveries = Meter.CreateSeconds(
            "registration.mail.delivery.duration",
            "From the request of a mail until a mail server or the folder took it"
        );
    }

    /// <summary>Records a try.</summary>
    /// <param name="isOver">Whether there is no further try.</param>
    public void Tried(MailDraft draft, MailFailure? failure, bool isOver, DateTimeOffset now)
    {
        var kind = new KeyValuePair<string, object?>("kind", TagValue.Of(draft.Kind));
        if (failure is null)
        {
            _tries.Add(1, kind, new("outcome", "sent"));
            _deliveries.Record((now - draft.AskedAt).TotalSeconds, kind);
        }
        else
        {
            _tries.Add(
                1,
                kind,
                new("outcome", isOver ? "given_up" : "put_off"),
                new("error.type", TagValue.Of(failure.Value))
            );
        }
    }
}
