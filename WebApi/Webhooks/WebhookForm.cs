using System.Collections.Immutable;
using OrleansRegistration.Errors;
using OrleansRegistration.Json;
using OrleansRegistration.Operators;

namespace OrleansRegistration.Webhooks;

/// <summary>Reads the terms of a webhook from a request.</summary>
internal static class WebhookForm
{
    /// <summary>Reads the terms of a new webhook. Adds every broken rule to <paramref name="errors"/>.</summary>
    public static WebhookTerms Read(WebhookRequest request, WebhookOptions options, FieldErrors errors)
    {
        if (request.Url is { Text: null, IsMistyped: false })
        {
            errors.Add(FieldNames.Url, ErrorCodes.Required);
        }

        if (request.Events is { Texts: null, IsMistyped: false })
        {
            errors.Add(FieldNames.Events, ErrorCodes.Required);
        }

        return Read(request.Url, request.Events, request.Enabled, request.Description, options, errors);
    }

    /// <summary>Reads a change of a webhook. Adds every broken rule to <paramref name="errors"/>.</summary>
    public static WebhookTerms Read(WebhookPatch request, WebhookOptions options, FieldErrors errors) =>
        Read(request.Url, request.Events, request.Enabled, request.Description, options, errors);

    private static WebhookTerms Read(
        TextField url,
        TextListField events,
        FlagField enabled,
        TextField description,
        WebhookOptions options,
        FieldErrors errors
    )
    {
        if (url.IsMistyped || (url.Text is not null && !WebhookUrl.IsValid(url.Text, options.AllowPrivateNetworks)))
        {
            errors.Add(FieldNames.Url, ErrorCodes.Invalid);
        }

        if (
            events.IsMistyped
            || events.Texts is { Length: 0 }
            || events.Texts?.Any(type => !WebhookEvents.All.Contains(type)) is true
        )
        {
            errors.Add(FieldNames.Events, ErrorCodes.Invalid);
        }

        errors.CheckFlag(FieldNames.Enabled, enabled);
        return new(
            url.Text,
            events.Texts is { } texts ? [.. WebhookEvents.All.Where(texts.Contains)] : null,
            enabled.Value,
            OperatorForm.ReadWords(
                FieldNames.Description,
                description,
                0,
                WebhookTerms.MaxDescription,
                isOneLine: true,
                errors
            )
        );
    }
}
