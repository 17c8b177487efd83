namespace OrleansRegistration.Mail;

/// <summary>
/// What a mail is made of, for the one try that it was asked for. The token is stored nowhere, only its hash.
/// </summary>
/// <param name="Nickname"><c>null</c> when the address is not known to be the account's owner's
/// (docs/adr/0020).</param>
/// <param name="AskedAt">Since when the mail is owed. The same for every try.</param>
[GenerateSerializer, Immutable, Alias("mail-draft")]
public sealed record MailDraft(
    [property: Id(0)] MailKind Kind,
    [property: Id(1)] string Address,
    [property: Id(2)] string? Nickname,
    [property: Id(3)] string Language,
    [property: Id(4)] string Token,
    [property: Id(5)] DateTimeOffset ExpiresAt,
    [property: Id(6)] DateTimeOffset AskedAt
)
{
    /// <inheritdoc/>
    /// <remarks>Without address, name and token: messages are logged.</remarks>
    public override string ToString() => nameof(MailDraft);
}
