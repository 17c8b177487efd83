namespace OrleansRegistration.Mail;

/// <summary>
/// The content of a mail, for one try. Its token is stored nowhere, only the token's hash.
/// </summary>
/// <param name="Nickname">
/// <c>null</c> as long as the address may belong to a stranger (docs/adr/0020-what-a-mail-says.md).
/// </param>
/// <param name="AskedAt">When the mail was requested. The same for every try.</param>
/// <param name="Correction">The attempt of the last correction of the address; <c>null</c> for none.</param>
[GenerateSerializer, Immutable, Alias("mail-draft")]
public sealed record MailDraft(
    [property: Id(0)] MailKind Kind,
    [property: Id(1)] string Address,
    [property: Id(2)] string? Nickname,
    [property: Id(3)] string Language,
    [property: Id(4)] string Token,
    [property: Id(5)] DateTimeOffset ExpiresAt,
    [property: Id(6)] DateTimeOffset AskedAt,
    [property: Id(7)] Guid? Correction = null
)
{
    /// <inheritdoc/>
    /// <remarks>Hides address, name and token, because messages are logged.</remarks>
    public override string ToString() => nameof(MailDraft);
}
