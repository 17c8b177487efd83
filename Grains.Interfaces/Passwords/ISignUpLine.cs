namespace OrleansRegistration.Passwords;

/// <summary>The line in which sign-ups wait for their password hash, where this process hashes passwords. Thread-safe.</summary>
public interface ISignUpLine
{
    /// <summary>
    /// How long a sign-up with <paramref name="before"/> others before it waits for its hash: by the time that hashes took lately, and with the
    /// log-ins that wait now served in turn. If log-ins fill their line afterwards, the wait at most doubles.
    /// </summary>
    TimeSpan WaitBehind(int before);
}
