using System.Collections.Immutable;
using OrleansRegistration.Errors;
using OrleansRegistration.Json;
using OrleansRegistration.Operators;
using OrleansRegistration.Purchases;

namespace OrleansRegistration.ApiKeys;

/// <summary>Reads the fields of a new API key.</summary>
internal sealed record ApiKeyForm(string Service, ImmutableArray<Scope> Scopes, DateTimeOffset ExpiresAt)
{
    /// <summary>
    /// Reads all fields but the confirmation. Returns <c>null</c> when a rule is broken; adds every broken rule to
    /// <paramref name="errors"/>.
    /// </summary>
    public static ApiKeyForm? Parse(ApiKeyRequest body, DateTimeOffset now, FieldErrors errors)
    {
        Check(FieldNames.Service, body.Service, text => ApiKey.IsService(text));
        if (body.Service.Text == PurchaseId.OfAdministrators)
        {
            errors.Add(FieldNames.Service, ErrorCodes.Reserved);
        }

        var scopes = ParseScopes(body.Scopes, errors);
        var expiresAt = now;
        Check(
            FieldNames.ExpiresAt,
            body.ExpiresAt,
            text => Rfc3339.TryParse(text, out expiresAt) && expiresAt > now && expiresAt <= now + ApiKey.MaxLife
        );
        return errors.Any ? null : new(body.Service.Text!, scopes, expiresAt);

        void Check(string field, TextField text, Predicate<string> isValid)
        {
            if (text.IsMistyped || string.IsNullOrEmpty(text.Text) || !isValid(text.Text))
            {
                errors.Add(
                    field,
                    text.IsMistyped || !string.IsNullOrEmpty(text.Text) ? ErrorCodes.Invalid : ErrorCodes.Required
                );
            }
        }
    }

    private static ImmutableArray<Scope> ParseScopes(TextListField list, FieldErrors errors)
    {
        if (list is { IsMistyped: false, Texts: null or { IsEmpty: true } })
        {
            errors.Add(FieldNames.Scopes, ErrorCodes.Required);
            return [];
        }

        ImmutableArray<Scope?> scopes = list.IsMistyped ? [null] : [.. list.Texts!.Value.Select(ScopeNames.Parse)];
        if (scopes.Contains(null) || scopes.Distinct().Count() != scopes.Length)
        {
            errors.Add(FieldNames.Scopes, ErrorCodes.Invalid);
            return [];
        }

        return [.. scopes.Select(scope => scope!.Value)];
    }
}
