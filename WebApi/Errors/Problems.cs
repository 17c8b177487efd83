using OrleansRegistration.ApiKeys;
using OrleansRegistration.InvitationCodes;
using OrleansRegistration.Json;
using OrleansRegistration.Mail;
using OrleansRegistration.Names;
using OrleansRegistration.Passwords;
using OrleansRegistration.Purchases;
using OrleansRegistration.Storage;
using OrleansRegistration.Tree;
using OrleansRegistration.Users;
using OrleansRegistration.Webhooks;

namespace OrleansRegistration.Errors;

/// <summary>
/// Turns what happened into an error answer. The status and the code of every error are decided here, except that a
/// parser of a field gives its own error codes.
/// </summary>
internal static class Problems
{
    /// <summary>Fields that break rules: 400. Fields that could not be checked: 503.</summary>
    public static Problem ForFields(FieldErrors errors) =>
        Problem.Of(
            errors.All.Any(error => error.Code == ErrorCodes.Unavailable)
                ? StatusCodes.Status503ServiceUnavailable
                : StatusCodes.Status400BadRequest,
            errors
        );

    /// <summary>One field that breaks a rule, besides those that are in <paramref name="errors"/>.</summary>
    public static Problem ForField(string field, string code, FieldErrors? errors = null)
    {
        errors ??= new();
        errors.Add(field, code);
        return ForFields(errors);
    }

    /// <summary>A field with a text that is taken: 409.</summary>
    public static Problem ForTaken(string field)
    {
        var errors = new FieldErrors();
        errors.Add(field, ErrorCodes.Taken);
        return Problem.Of(StatusCodes.Status409Conflict, errors);
    }

    /// <summary>An <c>Idempotency-Key</c> under which something else was asked for.</summary>
    public static Problem ForReusedKey() => ForConflict(ErrorCodes.KeyReused);

    /// <summary>A path of something that does not exist.</summary>
    public static Problem ForAbsence() => ForStatus(StatusCodes.Status404NotFound);

    /// <summary>A code that was not issued.</summary>
    /// <param name="isChosen">Whether the operator chose the text of the code.</param>
    public static Problem ForIssue(ChangeOutcome outcome, bool isChosen) =>
        outcome switch
        {
            ChangeOutcome.NoAccount => ForField(FieldNames.Owner, ErrorCodes.Invalid),
            ChangeOutcome.Taken when isChosen => ForTaken(FieldNames.Code),
            ChangeOutcome.LimitReached or ChangeOutcome.Frozen => ForChange(outcome),
            _ => ForUnavailability(ErrorCodes.TryIssueAgain),
        };

    /// <summary>A sign-up that gave no account.</summary>
    /// <param name="hasKey">Whether the client can repeat the request with the same <c>Idempotency-Key</c>.</param>
    public static Problem ForSignUp(SignUpResult result, bool hasKey) =>
        result.Outcome switch
        {
            SignUpOutcome.Refused => ForRefusals(result.Refusals),
            SignUpOutcome.KeyReused => ForConflict(ErrorCodes.KeyReused),
            SignUpOutcome.KeyExpired => ForConflict(ErrorCodes.KeyExpired),
            SignUpOutcome.Limited => ForLimit(result.RetryAfter),
            SignUpOutcome.Overloaded => ForOverload(),
            SignUpOutcome.Failed => ForUnavailability(ErrorCodes.TryAgain),
            SignUpOutcome.Unknown => ForUnknownSignUp(hasKey),
            _ => throw new ArgumentOutOfRangeException(nameof(result)),
        };

    /// <summary>A sign-up that may or may not have been committed.</summary>
    /// <param name="hasKey">Whether the client can repeat the request with the same <c>Idempotency-Key</c>.</param>
    public static Problem ForUnknownSignUp(bool hasKey) =>
        ForUnavailability(hasKey ? ErrorCodes.UnknownOutcome : ErrorCodes.UnknownOutcomeWithoutKey);

    /// <summary>More work than this node can do in time.</summary>
    public static Problem ForOverload() => ForUnavailability(ErrorCodes.Overloaded);

    /// <summary>A log-in that gave no account.</summary>
    public static Problem ForSignIn(SignInResult result) =>
        result.Outcome switch
        {
            SignInOutcome.InvalidCredentials => Problem.Of(
                StatusCodes.Status401Unauthorized,
                ErrorCodes.InvalidCredentials
            ),
            SignInOutcome.Lapsed => ForForbidden(ErrorCodes.AccountLapsed),
            SignInOutcome.Disabled => ForForbidden(ErrorCodes.AccountDisabled),
            SignInOutcome.Limited => ForLimit(result.RetryAfter),
            SignInOutcome.Overloaded => ForOverload(),
            _ => throw new ArgumentOutOfRangeException(nameof(result)),
        };

    /// <summary>More requests than a limit allows.</summary>
    /// <param name="wait">How long until the limit allows another request.</param>
    public static Problem ForLimit(TimeSpan wait) =>
        Problem.Of(StatusCodes.Status429TooManyRequests, ErrorCodes.RateLimited, wait);

    /// <summary>A token whose session has ended or never was.</summary>
    public static Problem ForEndedSession() => Problem.Of(StatusCodes.Status401Unauthorized, ErrorCodes.SessionEnded);

    /// <summary>A valid token of an account that has ended or is disabled.</summary>
    public static Problem ForGoneAccount() => ForStatus(StatusCodes.Status401Unauthorized);

    /// <summary>A valid token of an account that must be activated first.</summary>
    public static Problem ForNotActivated() => ForForbidden(ErrorCodes.AccountNotActivated);

    /// <summary>A caller that is not a signed-in administrator.</summary>
    public static Problem ForNotAdministrator() => ForForbidden(ErrorCodes.NotAnAdministrator);

    /// <summary>An API key without the scope that a route needs.</summary>
    public static Problem ForMissingScope(string scope) =>
        Problem.Of(StatusCodes.Status403Forbidden, ErrorCodes.MissingScope, scope);

    /// <summary>An act of administrators that they cannot do to the own account.</summary>
    public static Problem ForOwnAccount() => ForConflict(ErrorCodes.OwnAccount);

    /// <summary>An act of an operator on an account that was not done, or that may or may not have been done.</summary>
    public static Problem ForAct(ChangeOutcome outcome) =>
        outcome switch
        {
            ChangeOutcome.NoAccount => ForStatus(StatusCodes.Status404NotFound),
            ChangeOutcome.Ended => ForConflict(ErrorCodes.AccountEnded),
            ChangeOutcome.Lapsed => ForConflict(ErrorCodes.PersonLapsed),
            ChangeOutcome.Disabled => ForConflict(ErrorCodes.AccountDisabled),
            ChangeOutcome.NotAllowed => ForStatus(StatusCodes.Status403Forbidden),
            ChangeOutcome.NotActive => ForConflict(ErrorCodes.AccountNotActivated),
            ChangeOutcome.AlreadyActive => ForConflict(ErrorCodes.PersonActivated),
            _ => ForChange(outcome),
        };

    /// <summary>A move in the tree that was not made, or that may or may not have been made.</summary>
    public static Problem ForMove(MoveOutcome outcome) =>
        outcome switch
        {
            MoveOutcome.NoAccount => ForStatus(StatusCodes.Status404NotFound),
            MoveOutcome.NoInviter => ForField(FieldNames.InviterId, ErrorCodes.Invalid),
            MoveOutcome.Circle => ForConflict(ErrorCodes.MoveCircle),
            MoveOutcome.TooDeep => ForConflict(ErrorCodes.MoveTooDeep),
            MoveOutcome.Failed => ForUnavailability(ErrorCodes.ChangeUnknown),
            _ => throw new ArgumentOutOfRangeException(nameof(outcome)),
        };

    /// <summary>A change of the API keys that was not made, or that may or may not have been made.</summary>
    public static Problem ForApiKey(ApiKeyOutcome outcome) =>
        outcome switch
        {
            ApiKeyOutcome.NotFound => ForStatus(StatusCodes.Status404NotFound),
            ApiKeyOutcome.LimitReached => ForConflict(ErrorCodes.TooManyApiKeys),
            ApiKeyOutcome.Failed => ForUnavailability(),
            ApiKeyOutcome.Unknown => ForUnavailability(ErrorCodes.ChangeUnknown),
            _ => throw new ArgumentOutOfRangeException(nameof(outcome)),
        };

    /// <summary>A cookie that a page of another site sent.</summary>
    public static Problem ForOtherSite() => ForForbidden(ErrorCodes.CrossSite);

    /// <summary>A request for a host name that is not ours.</summary>
    public static Problem ForOtherHost() => Problem.Of(StatusCodes.Status400BadRequest, ErrorCodes.HostNotAllowed);

    /// <summary>A query that must have a name and has none.</summary>
    public static Problem ForNoNames() => Problem.Of(StatusCodes.Status400BadRequest, ErrorCodes.NamesRequired);

    /// <summary>A mailed token that had no effect.</summary>
    /// <param name="errors">The other errors of the request.</param>
    public static Problem ForMailToken(MailTokenOutcome outcome, FieldErrors errors) =>
        outcome switch
        {
            MailTokenOutcome.Invalid => ForField(FieldNames.Token, ErrorCodes.Invalid, errors),
            MailTokenOutcome.Expired => ForField(FieldNames.Token, ErrorCodes.Expired, errors),
            MailTokenOutcome.Used => ForField(FieldNames.Token, ErrorCodes.Used, errors),
            MailTokenOutcome.AlreadyActive => ForConflict(ErrorCodes.AccountActivated),
            MailTokenOutcome.TooSimilar => ForField(FieldNames.Password1, ErrorCodes.TooSimilar, errors),
            MailTokenOutcome.Overloaded => ForOverload(),
            MailTokenOutcome.Failed or MailTokenOutcome.Unknown => ForUnavailability(),
            _ => throw new ArgumentOutOfRangeException(nameof(outcome)),
        };

    /// <summary>A change of an account that was not made, or that may or may not have been made.</summary>
    /// <param name="passwordField">The field with the current password.</param>
    /// <param name="unknown">The error code of a change that may or may not have been made.</param>
    /// <param name="name">The wanted name.</param>
    public static Problem ForChange(
        ChangeOutcome outcome,
        string passwordField = FieldNames.Password,
        string unknown = ErrorCodes.ChangeUnknown,
        SignUpField name = SignUpField.Nickname
    ) =>
        outcome switch
        {
            ChangeOutcome.NoAccount => ForGoneAccount(),
            ChangeOutcome.WrongPassword => ForField(passwordField, ErrorCodes.Invalid),
            ChangeOutcome.SessionEnded => ForEndedSession(),
            ChangeOutcome.TooSimilar => ForField(FieldNames.Password1, ErrorCodes.TooSimilar),
            ChangeOutcome.Taken => ForRefusals([new(name, RefusalReason.Taken)]),
            ChangeOutcome.AlreadyActive => ForConflict(ErrorCodes.AddressFinal),
            ChangeOutcome.NameFinal => ForConflict(ErrorCodes.UsernameFinal),
            ChangeOutcome.LimitReached => ForConflict(ErrorCodes.TooManyCodes),
            ChangeOutcome.Frozen => ForConflict(ErrorCodes.AccountFrozen),
            ChangeOutcome.Overloaded => ForOverload(),
            ChangeOutcome.Failed => ForUnavailability(),
            ChangeOutcome.Unknown => ForUnavailability(unknown),
            _ => throw new ArgumentOutOfRangeException(nameof(outcome)),
        };

    /// <summary>A purchase or a refund that was not recorded, or that may or may not have been recorded.</summary>
    public static Problem ForPurchase(PurchaseOutcome outcome, bool isRefund = false) =>
        outcome switch
        {
            PurchaseOutcome.Reused => ForConflict(isRefund ? ErrorCodes.RefundIdReused : ErrorCodes.PurchaseIdReused),
            PurchaseOutcome.NoAccount => ForMissing(ErrorCodes.NoAccount),
            PurchaseOutcome.NoPurchase => ForMissing(ErrorCodes.NoPurchase),
            PurchaseOutcome.OtherCurrency => ForField(FieldNames.Currency, ErrorCodes.Invalid),
            PurchaseOutcome.TooMuch => ForConflict(ErrorCodes.RefundTooMuch),
            PurchaseOutcome.TooManyRefunds => ForConflict(ErrorCodes.TooManyRefunds),
            PurchaseOutcome.Unknown => ForUnavailability(ErrorCodes.PurchaseUnknown),
            _ => throw new ArgumentOutOfRangeException(nameof(outcome)),
        };

    /// <summary>A change of a webhook that was not made.</summary>
    /// <param name="tooMany">The error code when there are too many of what was to be added.</param>
    public static Problem ForWebhook(WebhookOutcome outcome, string tooMany = ErrorCodes.TooManyWebhooks) =>
        outcome switch
        {
            WebhookOutcome.TooMany => ForConflict(tooMany),
            WebhookOutcome.SecretInUse => ForConflict(ErrorCodes.SecretInUse),
            _ => ForStatus(StatusCodes.Status404NotFound),
        };

    /// <summary>An answer of which only the status is known.</summary>
    public static Problem ForStatus(int status) =>
        Problem.Of(
            status,
            status switch
            {
                StatusCodes.Status400BadRequest => ErrorCodes.Malformed,
                StatusCodes.Status401Unauthorized => ErrorCodes.NotAuthenticated,
                StatusCodes.Status403Forbidden => ErrorCodes.NotAllowed,
                StatusCodes.Status404NotFound => ErrorCodes.NotFound,
                StatusCodes.Status405MethodNotAllowed => ErrorCodes.MethodNotAllowed,
                StatusCodes.Status413PayloadTooLarge => ErrorCodes.TooLarge,
                StatusCodes.Status415UnsupportedMediaType => ErrorCodes.UnsupportedMediaType,
                StatusCodes.Status503ServiceUnavailable => ErrorCodes.Unavailable,
                >= StatusCodes.Status500InternalServerError => ErrorCodes.Internal,
                _ => ErrorCodes.RequestFailed,
            }
        );

    /// <summary>
    /// The status of a request that ended in an exception. The exception's text is not part of the answer.
    /// </summary>
    public static int StatusOf(Exception exception) =>
        exception switch
        {
            BadHttpRequestException bad => bad.StatusCode,
            _ when Failure.IsTransient(exception) => StatusCodes.Status503ServiceUnavailable,
            _ => StatusCodes.Status500InternalServerError,
        };

    /// <summary>The error code of a text that is not a valid name.</summary>
    public static string CodeOf(NameProblem problem) =>
        problem switch
        {
            NameProblem.Required => ErrorCodes.Required,
            NameProblem.Length => ErrorCodes.Length,
            NameProblem.Invalid => ErrorCodes.Invalid,
            NameProblem.Reserved => ErrorCodes.Reserved,
            _ => throw new ArgumentOutOfRangeException(nameof(problem)),
        };

    /// <summary>The error code of a password that breaks a rule.</summary>
    public static string CodeOf(PasswordProblem problem) =>
        problem switch
        {
            PasswordProblem.Length => ErrorCodes.Length,
            PasswordProblem.Common => ErrorCodes.Common,
            PasswordProblem.TooSimilar => ErrorCodes.TooSimilar,
            _ => throw new ArgumentOutOfRangeException(nameof(problem)),
        };

    /// <summary>The error code of an invitation code that cannot be redeemed.</summary>
    public static string CodeOf(RedeemOutcome outcome) =>
        outcome switch
        {
            RedeemOutcome.Invalid => ErrorCodes.Invalid,
            RedeemOutcome.Disabled => ErrorCodes.Disabled,
            RedeemOutcome.Expired => ErrorCodes.Expired,
            RedeemOutcome.Exhausted or RedeemOutcome.HeldByOwnAttempt => ErrorCodes.Exhausted,
            RedeemOutcome.WrongEmailDomain => ErrorCodes.WrongEmailDomain,
            _ => throw new ArgumentOutOfRangeException(nameof(outcome)),
        };

    /// <summary>The error code of a refused part of a sign-up.</summary>
    public static string CodeOf(RefusalReason reason) =>
        reason switch
        {
            RefusalReason.Taken => ErrorCodes.Taken,
            RefusalReason.Invalid => ErrorCodes.Invalid,
            RefusalReason.Expired => ErrorCodes.Expired,
            RefusalReason.Disabled => ErrorCodes.Disabled,
            RefusalReason.Exhausted => ErrorCodes.Exhausted,
            RefusalReason.WrongEmailDomain => ErrorCodes.WrongEmailDomain,
            _ => throw new ArgumentOutOfRangeException(nameof(reason)),
        };

    private static Problem ForUnavailability(string code = ErrorCodes.Unavailable) =>
        Problem.Of(StatusCodes.Status503ServiceUnavailable, code);

    private static Problem ForForbidden(string code) => Problem.Of(StatusCodes.Status403Forbidden, code);

    private static Problem ForMissing(string code) => Problem.Of(StatusCodes.Status404NotFound, code);

    private static Problem ForConflict(string code) => Problem.Of(StatusCodes.Status409Conflict, code);

    // 409 when other people's names and redemptions alone are in the way; 400 when the request itself is wrong.
    private static Problem ForRefusals(IReadOnlyList<Refusal> refusals)
    {
        var errors = new FieldErrors();
        foreach (var refusal in refusals)
        {
            errors.Add(FieldOf(refusal.Field), CodeOf(refusal.Reason));
        }

        return Problem.Of(
            refusals.All(refusal => refusal.Reason is RefusalReason.Taken or RefusalReason.Exhausted)
                ? StatusCodes.Status409Conflict
                : StatusCodes.Status400BadRequest,
            errors
        );
    }

    /// <summary>The field of a part of a sign-up.</summary>
    public static string FieldOf(SignUpField field) =>
        field switch
        {
            SignUpField.Username => FieldNames.Username,
            SignUpField.Nickname => FieldNames.Nickname,
            SignUpField.Email => FieldNames.Email,
            SignUpField.InvitationCode => FieldNames.InvitationCode,
            _ => throw new ArgumentOutOfRangeException(nameof(field)),
        };
}
