using OrleansRegistration.Bench.Wire;

namespace OrleansRegistration.Bench.Run;

/// <summary>The name that a race is for; its value is the first letter of such names.</summary>
internal enum RaceField
{
    Username = NameField.Username,
    Nickname = NameField.Nickname,
    Email = NameField.Email,
}
