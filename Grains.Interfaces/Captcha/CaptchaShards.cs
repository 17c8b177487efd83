namespace OrleansRegistration.Captcha;

/// <summary>Finds the shard that remembers a consumed captcha answer.</summary>
public static class CaptchaShards
{
    /// <summary>
    /// How many digits of an answer's name are the name of its shard. Three digits make 4,096 rows. With 1,000 answers
    /// a second that live 5 minutes, each row holds about 75. After a change of this number, answers consumed before it
    /// could be consumed again until they expire.
    /// </summary>
    public const int Digits = 3;

    /// <summary>The longest lifetime of an answer, in seconds.</summary>
    public const int MaxExpirySeconds = 3600;

    /// <summary>The grain key of the shard that remembers <paramref name="answer"/>.</summary>
    /// <exception cref="ArgumentException">The name does not begin with enough hexadecimal digits.</exception>
    public static string GrainKey(string answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        return answer.Length >= Digits && answer.Take(Digits).All(char.IsAsciiHexDigitLower)
            ? $"{RegistrationGrains.Captcha}/{answer[..Digits]}"
            : throw new ArgumentException(
                "The name of a captcha answer must begin with lower-case hexadecimal digits.",
                nameof(answer)
            );
    }
}
