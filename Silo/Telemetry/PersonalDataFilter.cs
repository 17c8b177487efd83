using System.Diagnostics;
using OpenTelemetry;

namespace OrleansRegistration.Telemetry;

/// <summary>
/// Removes every tag from a span that is not known to be harmless. ASP.NET Core adds paths, queries, addresses and
/// clients' programs, and a path may hold an invitation code.
/// </summary>
internal sealed class PersonalDataFilter : BaseProcessor<Activity>
{
    private static readonly HashSet<string> Harmless =
    [
        "http.request.method",
        "http.response.status_code",
        "http.route",
        "network.protocol.version",
        "url.scheme",
        "error.type",
        "rpc.system.name",
        "rpc.method",
        "db.system.name",
        "db.operation.name",
        "db.operation.batch.size",
        "registration.database",
    ];

    /// <inheritdoc/>
    public override void OnEnd(Activity data)
    {
        ArgumentNullException.ThrowIfNull(data);
        List<string>? others = null;
        foreach (var (key, _) in data.EnumerateTagObjects())
        {
            if (!Harmless.Contains(key))
            {
                (others ??= []).Add(key);
            }
        }

        others?.ForEach(key => data.SetTag(key, null));
        data.TraceStateString = null; // the client's
        if (data.StatusDescription is not null)
        {
            data.SetStatus(data.Status); // without the message of an exception
        }

        if (data.EnumerateEvents().MoveNext())
        {
            // An event cannot be changed, and may hold the message of an exception.
            data.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
        }
    }
}
