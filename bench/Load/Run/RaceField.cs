using OrleansRegistration.Bench.Wire;

namespace OrleansRegistration.Bench.Run;

/// <summary>The field that clients race for. The value is the first letter of its names.</summary>
internal enum RaceField
{
    Username = NameField.Username,
    Nickname = NameField.Nickname,
    Email = NameField.Email,
}
