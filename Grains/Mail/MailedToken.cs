namespace OrleansRegistration.Mail;

/// <summary>A mailed token as the user's row keeps it.</summary>
/// <param name="Hash"><see cref="MailToken.Hash"/>.</param>
/// <param name="Used">It, or another of its kind, has done its work.</param>
internal sealed record MailedToken(
    MailKind Kind,
    string Hash,
    DateTimeOffset MadeAt,
    DateTimeOffset ExpiresAt,
    bool? Used = null
);
