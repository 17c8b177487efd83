namespace OrleansRegistration.Tests;

/// <summary>
/// Makes the sign-ups of all clients: most have names of their own, and some want a name that others want at the same
/// time, written in another way.
/// </summary>
internal sealed class SignUps
{
    // So many sign-ups in a row want one name.
    private const int Contenders = 5;

    // The full-width form of a character of ASCII is so much higher.
    private const int FullWidth = 0xFEE0;

    private int _number;
    private int _contested;

    /// <summary>A sign-up with names that no other has.</summary>
    public Account Spread(string code) => Make(code, null, 0);

    /// <summary>A sign-up one of whose names others want, too.</summary>
    public Account Contested(string code)
    {
        var number = Interlocked.Increment(ref _contested);
        return Make(code, number / Contenders, number % Contenders);
    }

    private Account Make(string code, int? contest, int form)
    {
        var own = $"{Interlocked.Increment(ref _number):00000000}";
        var (username, nickname, email) = ($"user{own}", $"nick {own}", $"mail{own}@example.com");
        if (contest is null)
        {
            return Make(own, username, nickname, email, code, [username, nickname, email]);
        }

        var wanted = $"{contest:00000}";
        return (contest % 3) switch
        {
            0 => Make(own, Written($"want{wanted}", form), nickname, email, code, [$"want{wanted}", nickname, email]),
            1 => Make(own, username, Written($"wish {wanted}", form), email, code, [username, $"wish {wanted}", email]),
            _ => Make(
                own,
                username,
                nickname,
                form % 2 == 0 ? $"hope{wanted}@example.com" : $"Hope{wanted}@EXAMPLE.com",
                code,
                [username, nickname, $"hope{wanted}@example.com"]
            ),
        };
    }

    private static Account Make(
        string own,
        string username,
        string nickname,
        string email,
        string code,
        string[] keys
    ) =>
        new()
        {
            Key = own,
            Username = username,
            Nickname = nickname,
            Email = email,
            Code = code,
            Names = [$"username/{keys[0]}", $"nickname/{keys[1]}", $"email/{keys[2]}"],
        };

    /// <summary>The same name in another form: cases, widths.</summary>
    private static string Written(string name, int form) =>
        form switch
        {
            0 => name,
            1 => name.ToUpperInvariant(),
            2 => string.Concat(name.Select(c => c is > ' ' and <= '~' ? (char)(c + FullWidth) : c)),
            3 => char.ToUpperInvariant(name[0]) + name[1..],
            _ => string.Concat(name.Select((c, i) => i % 2 == 0 ? char.ToUpperInvariant(c) : c)),
        };
}
