namespace OrleansRegistration.Mail;

/// <summary>A mailed token as the user's row keeps it.</summary>
/// <param name="Hash"><see cref="MailToken.Hash"/>.</param>
/// <param name="Used">The token is consumed, or another one of its kind was consumed in its place.</param>
internal sealed record MailedToken(
    MailKind Kind,
    string Hash,
    DateTimeOffset MadeAt,
    DateTimeOffset ExpiresAt,
    bool? Used = null
);
