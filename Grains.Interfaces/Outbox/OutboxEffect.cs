using System.Text.Json.Serialization;
using OrleansRegistration.Users;

namespace OrleansRegistration.Outbox;

/// <summary>What follows a commit besides the count.</summary>
public enum OutboxEffect
{
    /// <summary>The activation mail is queued.</summary>
    ActivationMail,

    /// <summary>The account, active without a mail, is counted as activated.</summary>
    Activation,

    /// <summary>The account has ended or has another code: <see cref="IUserGrain.CleanUpAsync"/>. Asked about by <see cref="CleanUpClaim"/>.</summary>
    [JsonStringEnumMemberName("Change")]
    CleanUp,
}
