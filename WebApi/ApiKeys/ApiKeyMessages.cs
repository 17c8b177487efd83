using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using OrleansRegistration.Json;
using OrleansRegistration.Operators;

namespace OrleansRegistration.ApiKeys;

/// <summary>A new API key.</summary>
internal sealed record ApiKeyRequest : DrasticRequest
{
    [
        Required,
        Description(
            "The name of the service: 1 to 40 lower-case letters, digits and hyphens, but not `admin`. "
                + "Several keys may have the same name, so that a service changes its key without a gap."
        )
    ]
    public TextField Service { get; init; }

    [
        Required,
        Description(
            $"What the key may be used for: `{ScopeNames.CodesRead}`, `{ScopeNames.CodesWrite}`, "
                + $"`{ScopeNames.PeopleRead}`, `{ScopeNames.PeopleWrite}`, `{ScopeNames.PurchasesWrite}`, "
                + $"`{ScopeNames.AuditRead}`, `{ScopeNames.StatisticsRead}`."
        )
    ]
    public TextListField Scopes { get; init; }

    [Required, Format("date-time"), Description("When the key stops being valid: at most one year ahead.")]
    public TextField ExpiresAt { get; init; }
}

/// <summary>An API key, without its secret.</summary>
internal record ApiKeyResponse(
    [property: Description("The key's id, the first part of its text.")] string Id,
    [property: Description("The name of the service.")] string Service,
    [property: Description("What the key may be used for.")] IReadOnlyList<string> Scopes,
    [property: Description("When the key was made.")] DateTime CreatedAt,
    [property: Description("When the key stops being valid.")] DateTime ExpiresAt,
    [property: Description("When the key was revoked, or `null`.")] DateTime? RevokedAt,
    [property: Description("When the key was last used, to the hour, or `null`.")] DateTime? LastUsedAt
);

/// <summary>A key that was made just now.</summary>
internal sealed record NewApiKeyResponse(
    [property: Description("The key. It is shown only now: nobody can read it again.")] string Key,
    [property: Description("The key's id, the first part of its text.")] string Id,
    [property: Description("The name of the service.")] string Service,
    [property: Description("What the key may be used for.")] IReadOnlyList<string> Scopes,
    [property: Description("When the key stops being valid.")] DateTime ExpiresAt
);

/// <summary>All API keys that are kept.</summary>
internal sealed record ApiKeysResponse(
    [property: Description("The newest comes first. Keys that are not valid any more are kept while there is room.")]
        IReadOnlyList<ApiKeyResponse> Items
);
