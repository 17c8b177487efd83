using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using OrleansRegistration.Json;

namespace OrleansRegistration.Webhooks;

/// <summary>The texts of states and reasons in answers. Clients compare them, so they must never change.</summary>
internal static class WebhookNames
{
    public const string Operator = "operator";
    public const string Gone = "gone";
    public const string Failing = "failing";

    public const string Waiting = "waiting";
    public const string Done = "done";
    public const string Failed = "failed";

    public const string Status = "status";
    public const string Redirect = "redirect";
    public const string TimedOut = "timed_out";
    public const string NameUnknown = "name_unknown";
    public const string AddressRefused = "address_refused";
    public const string Insecure = "insecure";
    public const string Unreachable = "unreachable";

    /// <summary>The text of a reason.</summary>
    public static string Of(WebhookStop stop) =>
        stop switch
        {
            WebhookStop.Operator => Operator,
            WebhookStop.Gone => Gone,
            WebhookStop.Failing => Failing,
            _ => throw new ArgumentOutOfRangeException(nameof(stop)),
        };

    /// <summary>The text of a state.</summary>
    public static string Of(DeliveryState state) =>
        state switch
        {
            DeliveryState.Waiting => Waiting,
            DeliveryState.Done => Done,
            DeliveryState.Failed => Failed,
            _ => throw new ArgumentOutOfRangeException(nameof(state)),
        };

    /// <summary>The text of a failure.</summary>
    public static string Of(DeliveryFailure failure) =>
        failure switch
        {
            DeliveryFailure.Status => Status,
            DeliveryFailure.Redirect => Redirect,
            DeliveryFailure.TimedOut => TimedOut,
            DeliveryFailure.NameUnknown => NameUnknown,
            DeliveryFailure.AddressRefused => AddressRefused,
            DeliveryFailure.Insecure => Insecure,
            DeliveryFailure.Unreachable => Unreachable,
            _ => throw new ArgumentOutOfRangeException(nameof(failure)),
        };
}

/// <summary>A new webhook.</summary>
internal sealed record WebhookRequest
{
    [
        Required,
        Format("uri"),
        Description("Where events are sent: an https address with port 443 or one from 1024 on, without a user.")
    ]
    public TextField Url { get; init; }

    [Required, Description("The types of the events that are sent, at least one.")]
    public TextListField Events { get; init; }

    [Description("Whether events are sent. Default: true.")]
    public FlagField Enabled { get; init; }

    [Description("What the webhook is for, up to 200 characters.")]
    public TextField Description { get; init; }
}

/// <summary>A change of a webhook. What is absent stays as it is.</summary>
internal sealed record WebhookPatch
{
    [
        Format("uri"),
        Description("Where events are sent: an https address with port 443 or one from 1024 on, without a user.")
    ]
    public TextField Url { get; init; }

    [Description("The types of the events that are sent, at least one.")]
    public TextListField Events { get; init; }

    [Description("Whether events are sent.")]
    public FlagField Enabled { get; init; }

    [Description("What the webhook is for, up to 200 characters.")]
    public TextField Description { get; init; }
}

/// <summary>Which failed deliveries to send again.</summary>
internal sealed record WebhookReplayRequest
{
    [Required, Format("date-time"), Description("Only deliveries that were queued then or later.")]
    public TextField Since { get; init; }
}

/// <summary>A secret of a webhook, without the secret itself.</summary>
internal sealed record WebhookSecretResponse(
    [property: Description("Counts the secrets of the webhook.")] int Number,
    [property: Description("When the secret was made.")] DateTime CreatedAt,
    [property: Description("When the secret stops signing, or `null` for the newest one.")] DateTime? ExpiresAt
);

/// <summary>A webhook.</summary>
internal sealed record WebhookResponse(
    [property: Format("uuid"), Description("The webhook's id.")] string Id,
    [property: Format("uri"), Description("Where events are sent.")] string Url,
    [property: Description("The types of the events that are sent.")] IReadOnlyList<string> Events,
    [property: Description("What the webhook is for.")] string Description,
    [property: Description("Whether events are sent.")] bool Enabled,
    [property:
        AllowedValues(WebhookNames.Operator, WebhookNames.Gone, WebhookNames.Failing),
        Description("Why the webhook is disabled, or `null`.")
    ]
        string? DisabledBecause,
    [property: Description("When the webhook was added.")] DateTime CreatedAt,
    [property: Description("How many deliveries wait for a try.")] long Waiting,
    [property: Description("How many deliveries failed.")] long Failed
)
{
    /// <summary>Describes a webhook.</summary>
    public static WebhookResponse Of(Webhook webhook, DeliveryCounts? counts) =>
        new(
            webhook.Id.ToString("D"),
            webhook.Url,
            webhook.Events,
            webhook.Description,
            webhook.Stop is null,
            webhook.Stop is { } stop ? WebhookNames.Of(stop) : null,
            webhook.CreatedAt.UtcDateTime,
            counts?.Waiting ?? 0,
            counts?.Failed ?? 0
        );
}

/// <summary>The secrets of a webhook.</summary>
internal sealed record WebhookSecretsResponse(
    [property: Description("The secrets that sign, the oldest first.")] IReadOnlyList<WebhookSecretResponse> Secrets
);

/// <summary>A new webhook and its secret, which is shown only now.</summary>
internal sealed record NewWebhookResponse(
    [property: Description("The webhook.")] WebhookResponse Webhook,
    [property: Description("The secret. It is not shown again.")] string Secret
);

/// <summary>A new secret of a webhook, which is shown only now.</summary>
internal sealed record NewWebhookSecretResponse(
    [property: Description("Counts the secrets of the webhook.")] int Number,
    [property: Description("The secret. It is not shown again.")] string Secret
);

/// <summary>All webhooks.</summary>
internal sealed record WebhooksResponse(
    [property: Description("The oldest comes first.")] IReadOnlyList<WebhookResponse> Webhooks
);

/// <summary>An event on its way to a webhook.</summary>
internal sealed record DeliveryResponse(
    [property: Format("uuid"), Description("The id of the event, which receivers get as `webhook-id`.")] string Id,
    [property: Description("The type of the event.")] string Type,
    [property: Description("When the delivery began.")] DateTime QueuedAt,
    [property:
        AllowedValues(WebhookNames.Waiting, WebhookNames.Done, WebhookNames.Failed),
        Description("The delivery's state.")
    ]
        string State,
    [property: Description("How many tries there were.")] int Tries,
    [property: Description("When the next try is due, or `null`.")] DateTime? NextTryAt,
    [property: Description("When the last try ended, or `null`.")] DateTime? LastTryAt,
    [property: Description("The HTTP status of the last answer, or `null` without an answer.")] int? LastStatus,
    [property:
        AllowedValues(
            WebhookNames.Status,
            WebhookNames.Redirect,
            WebhookNames.TimedOut,
            WebhookNames.NameUnknown,
            WebhookNames.AddressRefused,
            WebhookNames.Insecure,
            WebhookNames.Unreachable
        ),
        Description("Why the last try failed, or `null`.")
    ]
        string? LastFailure
)
{
    /// <summary>Describes a delivery.</summary>
    public static DeliveryResponse Of(Delivery delivery) =>
        new(
            delivery.Event.ToString("D"),
            delivery.Type,
            delivery.QueuedAt.UtcDateTime,
            WebhookNames.Of(delivery.State),
            delivery.Tries,
            delivery.NextTryAt?.UtcDateTime,
            delivery.LastTryAt?.UtcDateTime,
            delivery.LastStatus,
            delivery.LastFailure is { } failure ? WebhookNames.Of(failure) : null
        );
}

/// <summary>A page of deliveries.</summary>
internal sealed record DeliveriesResponse(
    [property: Description("Deliveries, the newest first.")] IReadOnlyList<DeliveryResponse> Items,
    [property: Description("The `cursor` of the next page, or `null` on the last page.")] string? NextCursor
);

/// <summary>A test of a webhook.</summary>
internal sealed record WebhookTestResponse(
    [property: Format("uuid"), Description("The id of the delivery that was queued.")] string Delivery
);

/// <summary>How many deliveries begin anew.</summary>
internal sealed record WebhookReplayResponse([property: Description("How many deliveries begin anew.")] long Replayed);
