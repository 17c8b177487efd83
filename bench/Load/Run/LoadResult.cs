using System.Text.Json;
using System.Text.Json.Serialization;
using OrleansRegistration.Bench.Measure;

namespace OrleansRegistration.Bench.Run;

/// <summary>The results of a run.</summary>
internal sealed record LoadResult
{
    private static readonly JsonSerializerOptions Format = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    public required string Label { get; init; }

    public required LoadMode Mode { get; init; }

    /// <summary>The kind of loop, with its number of clients or its rate.</summary>
    public required string Loop { get; init; }

    public required int Requests { get; init; }

    /// <summary>The time from the first request to the last reply.</summary>
    public required double Seconds { get; init; }

    /// <summary>The number of replies with a status of 2xx.</summary>
    public required int Accepted { get; init; }

    public required Dictionary<RequestKind, KindResult> Kinds { get; init; }

    /// <summary>CPU and memory by the name of the process; <c>load</c> is this program.</summary>
    public required Dictionary<string, Usage> Usage { get; init; }

    /// <summary>The cores that all other processes took on average. Above 0.25 the run says little.</summary>
    public required double OthersCores { get; init; }

    /// <summary>The seconds until every redemption was counted, if the service counts after its reply.</summary>
    public double SettledAfter { get; set; }

    /// <summary>The promises that the service broke; empty if it kept all.</summary>
    public required IReadOnlyList<string> Breaches { get; init; }

    public double AcceptedPerSecond => Accepted / Seconds;

    public double RequestsPerSecond => Requests / Seconds;

    /// <summary>
    /// Milliseconds of CPU per accepted request. In modes where refusals are part of the work: per request.
    /// </summary>
    public double ProcessorMs(string watched) =>
        Usage.TryGetValue(watched, out var usage)
            ? usage.ProcessorSeconds
                * 1000
                / Math.Max(1, Mode is LoadMode.Race or LoadMode.Refused ? Requests : Accepted)
            : 0;

    /// <summary>The results of the main kind of request of this mode.</summary>
    [JsonIgnore]
    public KindResult Main => Kinds[Mode == LoadMode.Login ? RequestKind.LogIn : RequestKind.SignUp];

    /// <summary>The results as one line of JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Format);
}
