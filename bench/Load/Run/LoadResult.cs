using System.Text.Json;
using System.Text.Json.Serialization;
using OrleansRegistration.Bench.Measure;

namespace OrleansRegistration.Bench.Run;

/// <summary>What a run saw. As JSON it is one line.</summary>
internal sealed record LoadResult
{
    private static readonly JsonSerializerOptions Format = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    public required string Label { get; init; }

    public required LoadMode Mode { get; init; }

    /// <summary>Whether the loop was closed or open, and how wide or fast.</summary>
    public required string Loop { get; init; }

    public required int Requests { get; init; }

    /// <summary>From the first request to the last reply.</summary>
    public required double Seconds { get; init; }

    /// <summary>Replies with a status of 2xx.</summary>
    public required int Accepted { get; init; }

    public required Dictionary<RequestKind, KindResult> Kinds { get; init; }

    /// <summary>By the name given to <c>--watch</c>; <c>load</c> is this program.</summary>
    public required Dictionary<string, Usage> Usage { get; init; }

    /// <summary>Cores that processes not watched took on average: with more than a quarter, the run says little.</summary>
    public required double OthersCores { get; init; }

    /// <summary>Seconds until every use was counted, where the service counts after its reply.</summary>
    public double SettledAfter { get; set; }

    /// <summary>What was not as promised; empty when all was.</summary>
    public required IReadOnlyList<string> Breaches { get; init; }

    public double AcceptedPerSecond => Accepted / Seconds;

    public double RequestsPerSecond => Requests / Seconds;

    /// <summary>Milliseconds of processor time for each accepted request; where refusals are the work or half of it, for each request.</summary>
    public double ProcessorMs(string watched) =>
        Usage.TryGetValue(watched, out var usage)
            ? usage.ProcessorSeconds
                * 1000
                / Math.Max(1, Mode is LoadMode.Race or LoadMode.Refused ? Requests : Accepted)
            : 0;

    /// <summary>The main kind of request of this mode.</summary>
    [JsonIgnore]
    public KindResult Main => Kinds[Mode == LoadMode.Login ? RequestKind.LogIn : RequestKind.SignUp];

    /// <summary>One line.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Format);
}
