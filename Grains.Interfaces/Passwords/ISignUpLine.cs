namespace OrleansRegistration.Passwords;

/// <summary>
/// The line in which sign-ups wait for their password hash, in a process that hashes passwords. Thread-safe.
/// </summary>
public interface ISignUpLine
{
    /// <summary>
    /// Estimates how long a sign-up waits for its hash when <paramref name="before"/> sign-ups are ahead of it. The
    /// estimate uses the time of recent hashes and includes the log-ins that wait now. If more log-ins come later, the
    /// wait at most doubles.
    /// </summary>
    TimeSpan WaitBehind(int before);
}
