namespace OrleansRegistration.Errors;

/// <summary>
/// The stable codes of errors: what clients compare. A code never changes and is never translated; its message is in
/// <see cref="ErrorMessages"/>.
/// </summary>
internal static class ErrorCodes
{
    // Error codes of fields.
    public const string Required = "required";
    public const string Invalid = "invalid";
    public const string Length = "length";
    public const string Reserved = "reserved";
    public const string Taken = "taken";
    public const string Expired = "expired";
    public const string Disabled = "disabled";
    public const string Exhausted = "exhausted";
    public const string Common = "common";
    public const string TooSimilar = "too_similar";
    public const string Mismatch = "mismatch";
    public const string Duplicate = "duplicate";
    public const string Used = "used";
    public const string Range = "range";
    public const string WrongEmailDomain = "wrong_email_domain";

    // Of the request as a whole. Unavailable is also a field's: the field could not be checked.
    public const string Malformed = "malformed";
    public const string MoveCircle = "inviter_is_below";
    public const string MoveTooDeep = "tree_too_deep";
    public const string RangeInvalid = "range_invalid";
    public const string NotWithSearch = "not_with_search";
    public const string NamesRequired = "names_required";
    public const string InvalidCredentials = "invalid_credentials";
    public const string AccountLapsed = "account_lapsed";
    public const string AccountDisabled = "account_disabled";
    public const string NotAuthenticated = "not_authenticated";
    public const string SessionEnded = "session_ended";
    public const string AccountActivated = "account_activated";
    public const string AddressFinal = "account_activated_address";
    public const string UsernameFinal = "username_final";
    public const string AccountNotActivated = "account_not_activated";
    public const string CrossSite = "cross_site_request";
    public const string PasswordUnknown = "unknown_password_change";
    public const string ChangeUnknown = "unknown_change";
    public const string TooManyCodes = "too_many_codes";
    public const string MissingScope = "missing_scope";
    public const string AccountEnded = "account_ended";
    public const string PersonLapsed = "account_lapsed_person";
    public const string PersonActivated = "account_activated_person";
    public const string OwnAccount = "own_account";
    public const string TooManyApiKeys = "too_many_api_keys";
    public const string NotAnAdministrator = "not_an_administrator";
    public const string NoAccount = "no_account";
    public const string NoPurchase = "no_purchase";
    public const string PurchaseIdReused = "purchase_id_reused";
    public const string RefundIdReused = "refund_id_reused";
    public const string RefundTooMuch = "refund_exceeds_purchase";
    public const string TooManyRefunds = "too_many_refunds";
    public const string PurchaseUnknown = "unknown_purchase";
    public const string AccountFrozen = "account_frozen";
    public const string TryIssueAgain = "try_again_code";
    public const string TooManyWebhooks = "too_many_webhooks";
    public const string TooManySecrets = "too_many_secrets";
    public const string SecretInUse = "secret_in_use";
    public const string NotAllowed = "not_allowed";
    public const string HostNotAllowed = "host_not_allowed";
    public const string NotFound = "not_found";
    public const string MethodNotAllowed = "method_not_allowed";
    public const string TooLarge = "too_large";
    public const string UnsupportedMediaType = "unsupported_media_type";
    public const string KeyReused = "idempotency_key_reused";
    public const string KeyExpired = "idempotency_key_expired";
    public const string RateLimited = "rate_limited";
    public const string Overloaded = "overloaded";
    public const string TryAgain = "try_again";
    public const string UnknownOutcome = "unknown_outcome";
    public const string UnknownOutcomeWithoutKey = "unknown_outcome_without_key";
    public const string Unavailable = "unavailable";
    public const string Internal = "internal_error";
    public const string RequestFailed = "request_failed";
}
