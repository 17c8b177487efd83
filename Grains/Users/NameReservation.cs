using OrleansRegistration.Reservations;

namespace OrleansRegistration.Users;

/// <summary>The reservation of one name by one attempt of a committed account.</summary>
internal sealed class NameReservation(IReservationGrain name, UserId user, Guid attempt)
{
    private bool _isRefused;

    /// <summary>Reserves the name.</summary>
    /// <returns><c>false</c> when another user holds the name, or is just taking it.</returns>
    public async Task<bool> ReserveAsync()
    {
        _isRefused = !await name.ReserveAsync(user, attempt);
        return !_isRefused;
    }

    /// <summary>Withdraws the reservation, unless it was refused.</summary>
    public Task WithdrawAsync() => _isRefused ? Task.CompletedTask : name.WithdrawAsync(attempt);
}
