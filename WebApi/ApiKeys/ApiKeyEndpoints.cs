using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using OrleansRegistration.Errors;
using OrleansRegistration.Json;
using OrleansRegistration.Operators;
using OrleansRegistration.Retries;

namespace OrleansRegistration.ApiKeys;

/// <summary>API keys of services, for administrators.</summary>
internal static class ApiKeyEndpoints
{
    private const string Feature = "api-keys/";

    /// <summary>Maps the routes.</summary>
    public static void MapApiKeys(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapOperators(Feature);
        group
            .MapGet("", ListAsync)
            .RequireScope(Scope.AdminOnly)
            .WithName("listApiKeys")
            .WithSummary("List the API keys")
            .WithDescription("Without their secrets. The newest comes first.");
        group
            .MapPost("", MakeAsync)
            .RequireScope(Scope.AdminOnly)
            .WithName("createApiKey")
            .WithSummary("Make an API key")
            .WithDescription(
                "The answer has the key's text, which nobody can read again. "
                    + "The body must hold the administrator's password and a reason."
            )
            .ProducesErrors(409);
        group
            .MapDelete("{id}/", RevokeAsync)
            .RequireScope(Scope.AdminOnly)
            .WithName("revokeApiKey")
            .WithSummary("Revoke an API key")
            .WithDescription("The key is refused at once.")
            .ProducesErrors(404);
    }

    internal static async Task<Ok<ApiKeysResponse>> ListAsync(IGrainFactory grains)
    {
        var keys = await Retry.CallAsync(() => grains.GetApiKeys().ListAsync());
        return TypedResults.Ok(
            new ApiKeysResponse([
                .. keys.Select(key => new ApiKeyResponse(
                    key.Id,
                    key.Service,
                    [.. key.Scopes.Select(ScopeNames.Of)],
                    key.CreatedAt.UtcDateTime,
                    key.ExpiresAt.UtcDateTime,
                    key.RevokedAt?.UtcDateTime,
                    key.LastUsedAt?.UtcDateTime
                )),
            ])
        );
    }

    internal static async Task<Results<Created<NewApiKeyResponse>, Problem>> MakeAsync(
        Body<ApiKeyRequest> body,
        Operator caller,
        IGrainFactory grains,
        TimeProvider time
    )
    {
        var errors = new FieldErrors();
        var form = ApiKeyForm.Parse(body.Value, time.GetUtcNow(), errors);
        var (act, refusal) = await OperatorForm.ConfirmAsync(body.Value, caller, grains, errors);
        if (act is null || form is null)
        {
            return refusal!;
        }

        var text = ApiKeyText.New();
        var key = new NewApiKey(text.Id, form.Service, form.Scopes, form.ExpiresAt, text.SecretHash);
        var result = await Retry.CallAsync(() => grains.GetApiKeys().MakeAsync(key, act));
        return result.Key is { } made
            ? TypedResults.Created(
                $"{OperatorRoutes.Path}{Feature}{made.Id}/",
                new NewApiKeyResponse(
                    text.Write(),
                    made.Id,
                    made.Service,
                    [.. made.Scopes.Select(ScopeNames.Of)],
                    made.ExpiresAt.UtcDateTime
                )
            )
            : Problems.ForApiKey(result.Outcome);
    }

    internal static async Task<Results<NoContent, Problem>> RevokeAsync(
        [Description("The `id` of a key in the list.")] string id,
        Operator caller,
        IGrainFactory grains
    )
    {
        var act = caller.Asks();
        var outcome = await Retry.CallAsync(() => grains.GetApiKeys().RevokeAsync(id, act));
        return outcome is ApiKeyOutcome.Done ? TypedResults.NoContent() : Problems.ForApiKey(outcome);
    }
}
