namespace OrleansRegistration.Captcha;

/// <summary>Divides the consumed captcha answers among shards.</summary>
public static class CaptchaShards
{
    /// <summary>
    /// The number of hexadecimal digits of an answer that name its shard. Three digits make 4,096 rows, however many
    /// answers are consumed. At 1,000 answers a second that live 5 minutes, a row holds about 75 answers. The number must
    /// not change: answers consumed before the change could be consumed again until they expire.
    /// </summary>
    public const int Digits = 3;

    /// <summary>The longest life of an answer, in seconds.</summary>
    public const int MaxExpirySeconds = 3600;
}
