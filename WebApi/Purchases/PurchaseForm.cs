using OrleansRegistration.Errors;
using OrleansRegistration.Json;

namespace OrleansRegistration.Purchases;

/// <summary>Reads the fields of a purchase or a refund. Each broken rule is added to the errors.</summary>
internal static class PurchaseForm
{
    /// <summary>Reads an id (<see cref="PurchaseId.IsValid"/>).</summary>
    public static string ReadId(string name, TextField field, FieldErrors errors) =>
        Read(name, field, PurchaseId.IsValid(field.Text), errors);

    /// <summary>Reads amount and currency.</summary>
    /// <param name="currency">The currency of the service.</param>
    public static decimal ReadAmount(EntryBody body, string currency, FieldErrors errors)
    {
        Read(FieldNames.Amount, body.Amount, Money.TryParse(body.Amount.Text, out var amount), errors);
        Read(FieldNames.Currency, body.Currency, body.Currency.Text == currency, errors);
        return amount;
    }

    private static string Read(string name, TextField field, bool isValid, FieldErrors errors)
    {
        if (!isValid)
        {
            errors.Add(
                name,
                string.IsNullOrEmpty(field.Text) && !field.IsMistyped ? ErrorCodes.Required : ErrorCodes.Invalid
            );
        }

        return field.Text ?? "";
    }
}
