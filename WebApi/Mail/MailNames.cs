namespace OrleansRegistration.Mail;

/// <summary>How answers name the state of a mail and the failures of sending it.</summary>
internal static class MailNames
{
    public const string Pending = "pending";
    public const string Sent = "sent";
    public const string Failed = "failed";

    public const string Unreachable = "unreachable";
    public const string TimedOut = "timed_out";
    public const string Deferred = "deferred";
    public const string Refused = "refused";
    public const string NotAccepted = "not_accepted";
    public const string Folder = "folder";
    public const string Insecure = "insecure";
    public const string AddressUnsupported = "address_unsupported";
    public const string Unconfirmed = "unconfirmed";

    /// <summary>The name of a state.</summary>
    public static string Of(MailState state) =>
        state switch
        {
            MailState.Pending => Pending,
            MailState.Sent => Sent,
            MailState.Failed => Failed,
            _ => throw new ArgumentOutOfRangeException(nameof(state)),
        };

    /// <summary>The name of a failure.</summary>
    public static string Of(MailFailure failure) =>
        failure switch
        {
            MailFailure.Unreachable => Unreachable,
            MailFailure.TimedOut => TimedOut,
            MailFailure.Deferred => Deferred,
            MailFailure.Refused => Refused,
            MailFailure.NotAccepted => NotAccepted,
            MailFailure.Folder => Folder,
            MailFailure.Insecure => Insecure,
            MailFailure.AddressUnsupported => AddressUnsupported,
            MailFailure.Unconfirmed => Unconfirmed,
            _ => throw new ArgumentOutOfRangeException(nameof(failure)),
        };
}
