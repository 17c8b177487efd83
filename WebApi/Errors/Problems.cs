using Orleans.Runtime;
using OrleansRegistration.Captcha;
using OrleansRegistration.InvitationCodes;
using OrleansRegistration.Json;
using OrleansRegistration.Mail;
using OrleansRegistration.Names;
using OrleansRegistration.Passwords;
using OrleansRegistration.Storage;
using OrleansRegistration.Users;

namespace OrleansRegistration.Errors;

/// <summary>From what happened to what is answered: every status of an error is decided here.</summary>
internal static class Problems
{
    /// <summary>A request that breaks its own rules.</summary>
    public static Problem ForFields(FieldErrors errors) => Problem.Of(StatusCodes.Status400BadRequest, errors);

    /// <summary>A sign-up without an account.</summary>
    /// <param name="hasKey">Whether the client can repeat it with the same <c>Idempotency-Key</c>.</param>
    public static Problem ForSignUp(SignUpResult result, bool hasKey) =>
        result.Outcome switch
        {
            SignUpOutcome.Refused => ForRefusals(result.Refusals),
            SignUpOutcome.KeyReused => Problem.Of(StatusCodes.Status409Conflict, ErrorCodes.KeyReused),
            SignUpOutcome.KeyExpired => Problem.Of(StatusCodes.Status409Conflict, ErrorCodes.KeyExpired),
            SignUpOutcome.Limited => ForLimit(result.RetryAfter),
            SignUpOutcome.Overloaded => Problem.Of(StatusCodes.Status503ServiceUnavailable, ErrorCodes.Overloaded),
            SignUpOutcome.Failed => Problem.Of(StatusCodes.Status503ServiceUnavailable, ErrorCodes.TryAgain),
            SignUpOutcome.Unknown => ForUnknownSignUp(hasKey),
            _ => throw new ArgumentOutOfRangeException(nameof(result)),
        };

    /// <summary>A sign-up of which nobody knows whether it was committed.</summary>
    public static Problem ForUnknownSignUp(bool hasKey) =>
        Problem.Of(
            StatusCodes.Status503ServiceUnavailable,
            hasKey ? ErrorCodes.UnknownOutcome : ErrorCodes.UnknownOutcomeWithoutKey
        );

    /// <summary>A sign-up that found no place on this node.</summary>
    public static Problem ForFullNode() => Problem.Of(StatusCodes.Status503ServiceUnavailable, ErrorCodes.Overloaded);

    /// <summary>A captcha answer that was not accepted, as one of the <paramref name="errors"/> of its form.</summary>
    public static Problem ForCaptcha(CaptchaOutcome outcome, FieldErrors errors)
    {
        errors.Add(
            FieldNames.Recaptcha,
            outcome switch
            {
                CaptchaOutcome.Invalid => ErrorCodes.Invalid,
                CaptchaOutcome.Expired => ErrorCodes.Expired,
                CaptchaOutcome.Duplicate => ErrorCodes.Duplicate,
                CaptchaOutcome.Unavailable => ErrorCodes.Unavailable,
                _ => throw new ArgumentOutOfRangeException(nameof(outcome)),
            }
        );
        return Problem.Of(
            outcome is CaptchaOutcome.Unavailable
                ? StatusCodes.Status503ServiceUnavailable
                : StatusCodes.Status400BadRequest,
            errors
        );
    }

    /// <summary>A log-in without an account.</summary>
    public static Problem ForSignIn(SignInResult result) =>
        result.Outcome switch
        {
            SignInOutcome.InvalidCredentials => Problem.Of(
                StatusCodes.Status401Unauthorized,
                ErrorCodes.InvalidCredentials
            ),
            SignInOutcome.Lapsed => Problem.Of(StatusCodes.Status403Forbidden, ErrorCodes.AccountLapsed),
            SignInOutcome.Disabled => Problem.Of(StatusCodes.Status403Forbidden, ErrorCodes.AccountDisabled),
            SignInOutcome.Limited => ForLimit(result.RetryAfter),
            SignInOutcome.Overloaded => Problem.Of(StatusCodes.Status503ServiceUnavailable, ErrorCodes.Overloaded),
            _ => throw new ArgumentOutOfRangeException(nameof(result)),
        };

    /// <summary>More requests than a limit allows.</summary>
    /// <param name="wait">Until there is a turn again.</param>
    public static Problem ForLimit(TimeSpan wait) =>
        Problem.Of(StatusCodes.Status429TooManyRequests, ErrorCodes.RateLimited, wait);

    /// <summary>A token of a session that has ended, or of none.</summary>
    public static Problem ForEndedSession() => Problem.Of(StatusCodes.Status401Unauthorized, ErrorCodes.SessionEnded);

    /// <summary>A good token of an account that is not activated, where an activated one is needed.</summary>
    public static Problem ForNotActivated() =>
        Problem.Of(StatusCodes.Status403Forbidden, ErrorCodes.AccountNotActivated);

    /// <summary>A cookie that was sent for a page of another site.</summary>
    public static Problem ForOtherSite() => Problem.Of(StatusCodes.Status403Forbidden, ErrorCodes.CrossSite);

    /// <summary>A password that was not changed, or perhaps.</summary>
    public static Problem ForPasswordChange(PasswordChange outcome)
    {
        var errors = new FieldErrors();
        switch (outcome)
        {
            case PasswordChange.WrongPassword:
                errors.Add(PasswordChangeRequest.OldField, ErrorCodes.Invalid);
                return ForFields(errors);
            case PasswordChange.TooSimilar:
                errors.Add(FieldNames.Password1, ErrorCodes.TooSimilar);
                return ForFields(errors);
            case PasswordChange.NoAccount:
                return ForGoneAccount();
            case PasswordChange.SessionEnded:
                return ForEndedSession();
            case PasswordChange.Overloaded:
                return ForFullNode();
            case PasswordChange.Failed:
                return ForStatus(StatusCodes.Status503ServiceUnavailable);
            case PasswordChange.Unknown:
                return Problem.Of(StatusCodes.Status503ServiceUnavailable, ErrorCodes.PasswordUnknown);
            default:
                throw new ArgumentOutOfRangeException(nameof(outcome));
        }
    }

    /// <summary>A mailed token that did nothing.</summary>
    /// <param name="errors">What else is wrong with the request.</param>
    public static Problem ForMailToken(MailTokenOutcome outcome, FieldErrors errors) =>
        outcome switch
        {
            MailTokenOutcome.Invalid => ForField(errors, MailRequests.Token, ErrorCodes.Invalid),
            MailTokenOutcome.Expired => ForField(errors, MailRequests.Token, ErrorCodes.Expired),
            MailTokenOutcome.Used => ForField(errors, MailRequests.Token, ErrorCodes.Used),
            MailTokenOutcome.AlreadyActive => Problem.Of(StatusCodes.Status409Conflict, ErrorCodes.AccountActivated),
            MailTokenOutcome.TooSimilar => ForField(errors, FieldNames.Password1, ErrorCodes.TooSimilar),
            MailTokenOutcome.Overloaded => Problem.Of(StatusCodes.Status503ServiceUnavailable, ErrorCodes.Overloaded),
            MailTokenOutcome.Failed or MailTokenOutcome.Unknown => ForStatus(StatusCodes.Status503ServiceUnavailable),
            _ => throw new ArgumentOutOfRangeException(nameof(outcome)),
        };

    /// <summary>A nickname that was not taken, or perhaps.</summary>
    public static Problem ForRename(AccountChange change)
    {
        if (change is AccountChange.Taken)
        {
            return ForRefusals([new(SignUpField.Nickname, RefusalReason.Taken)]);
        }

        return change switch
        {
            AccountChange.NoAccount => ForGoneAccount(),
            AccountChange.Failed => ForStatus(StatusCodes.Status503ServiceUnavailable),
            AccountChange.Unknown => ForUnknownChange(),
            _ => throw new ArgumentOutOfRangeException(nameof(change)),
        };
    }

    /// <summary>An account that has not ended, or perhaps.</summary>
    public static Problem ForAccountEnd(AccountEnd end) =>
        end switch
        {
            AccountEnd.WrongPassword => ForField(new(), AccountEndRequest.PasswordField, ErrorCodes.Invalid),
            AccountEnd.NoAccount => ForGoneAccount(),
            AccountEnd.SessionEnded => ForEndedSession(),
            AccountEnd.Overloaded => ForFullNode(),
            AccountEnd.Failed => ForStatus(StatusCodes.Status503ServiceUnavailable),
            AccountEnd.Unknown => ForUnknownChange(),
            _ => throw new ArgumentOutOfRangeException(nameof(end)),
        };

    /// <summary>A code that was not made, or perhaps.</summary>
    public static Problem ForNewCode(NewCodeOutcome outcome) =>
        outcome switch
        {
            NewCodeOutcome.LimitReached => Problem.Of(StatusCodes.Status409Conflict, ErrorCodes.TooManyCodes),
            NewCodeOutcome.NoAccount => ForGoneAccount(),
            NewCodeOutcome.Failed => ForStatus(StatusCodes.Status503ServiceUnavailable),
            NewCodeOutcome.Unknown => ForUnknownChange(),
            _ => throw new ArgumentOutOfRangeException(nameof(outcome)),
        };

    /// <summary>A good token of an account that is gone.</summary>
    public static Problem ForGoneAccount() => ForStatus(StatusCodes.Status401Unauthorized);

    /// <summary>A question about names that names none.</summary>
    public static Problem ForNoNames() => Problem.Of(StatusCodes.Status400BadRequest, ErrorCodes.NamesRequired);

    /// <summary>The error code of a text that is no name.</summary>
    public static string CodeOf(NameProblem problem) => problem.ToString().ToLowerInvariant();

    /// <summary>The error code of a password that breaks a rule.</summary>
    public static string CodeOf(PasswordProblem problem) =>
        problem switch
        {
            PasswordProblem.Length => ErrorCodes.Length,
            PasswordProblem.Common => ErrorCodes.Common,
            PasswordProblem.TooSimilar => ErrorCodes.TooSimilar,
            _ => throw new ArgumentOutOfRangeException(nameof(problem)),
        };

    /// <summary>The error code of an invitation code that cannot be used.</summary>
    public static string CodeOf(RedeemOutcome outcome) =>
        outcome switch
        {
            RedeemOutcome.HeldByOwnAttempt => ErrorCodes.Exhausted,
            _ => outcome.ToString().ToLowerInvariant(),
        };

    /// <summary>An answer that has a status and nothing else yet.</summary>
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

    /// <summary>The status of a request that ended in an exception. The exception's text is not part of the answer.</summary>
    public static int StatusOf(Exception exception) =>
        exception switch
        {
            BadHttpRequestException bad => bad.StatusCode,
            _ when Failure.IsTransient(exception) => StatusCodes.Status503ServiceUnavailable,
            _ => StatusCodes.Status500InternalServerError,
        };

    private static Problem ForUnknownChange() =>
        Problem.Of(StatusCodes.Status503ServiceUnavailable, ErrorCodes.ChangeUnknown);

    private static Problem ForField(FieldErrors errors, string field, string code)
    {
        errors.Add(field, code);
        return ForFields(errors);
    }

    private static Problem ForRefusals(IReadOnlyList<Refusal> refusals)
    {
        var errors = new FieldErrors();
        foreach (var refusal in refusals)
        {
            errors.Add(FieldOf(refusal.Field), refusal.Reason.ToString().ToLowerInvariant());
        }

        return Problem.Of(
            refusals.All(IsConflict) ? StatusCodes.Status409Conflict : StatusCodes.Status400BadRequest,
            errors
        );
    }

    private static bool IsConflict(Refusal refusal) => refusal.Reason is RefusalReason.Taken or RefusalReason.Exhausted;

    private static string FieldOf(SignUpField field) =>
        field switch
        {
            SignUpField.Username => FieldNames.Username,
            SignUpField.Nickname => FieldNames.Nickname,
            SignUpField.Email => FieldNames.Email,
            SignUpField.InvitationCode => FieldNames.InvitationCode,
            _ => throw new ArgumentOutOfRangeException(nameof(field)),
        };
}
