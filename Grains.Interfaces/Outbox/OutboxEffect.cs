using System.Text.Json.Serialization;
using OrleansRegistration.Users;

namespace OrleansRegistration.Outbox;

/// <summary>An effect that follows a commit, besides settling a redemption. Stored by name.</summary>
public enum OutboxEffect
{
    /// <summary>Queue the activation mail.</summary>
    ActivationMail,

    /// <summary>Activate an account that needs no mail. Only older versions enlist it.</summary>
    Activation,

    /// <summary>
    /// Clean up after the end of an account, a new code or a correction of the address
    /// (<see cref="IUserEffects.CleanUpAsync"/>). Its claim is a <see cref="CleanUpClaim"/>.
    /// </summary>
    [JsonStringEnumMemberName("Change")]
    CleanUp,
}
