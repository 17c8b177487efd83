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
}
