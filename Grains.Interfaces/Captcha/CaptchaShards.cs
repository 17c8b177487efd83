namespace OrleansRegistration.Captcha;

/// <summary>Where a used captcha answer is remembered.</summary>
public static class CaptchaShards
{
    /// <summary>
    /// How many digits of an answer name its shard. Three make 4,096 rows, however many answers are used: at 1,000 a second that live 5 minutes,
    /// each holds some 75. With another number, answers used before the change could be used again until they expire.
    /// </summary>
    public const int Digits = 3;

    /// <summary>The longest life of an answer, in seconds.</summary>
    public const int MaxExpirySeconds = 3600;

    /// <summary>The grain key of the shard that remembers <paramref name="answer"/>.</summary>
    /// <exception cref="ArgumentException">It does not begin with enough hexadecimal digits.</exception>
    public static string GrainKey(string answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        return answer.Length >= Digits && answer.Take(Digits).All(char.IsAsciiHexDigitLower)
            ? $"{RegistrationGrains.Captcha}/{answer[..Digits]}"
            : throw new ArgumentException(
                "A captcha answer is named by lower-case hexadecimal digits.",
                nameof(answer)
            );
    }
}
