namespace OrleansRegistration.Tests;

/// <summary>A session: its name in the history, its refresh token and its access token.</summary>
internal sealed record Session(string Name, string Refresh, string Access);

/// <summary>A sign-up of a client, and what the client knows of its account.</summary>
internal sealed class Account
{
    private int _sessions;

    /// <summary>The <c>Idempotency-Key</c>.</summary>
    public required string Key { get; init; }

    /// <summary>The names as this client writes them.</summary>
    public required string Username { get; init; }

    public required string Nickname { get; init; }

    public required string Email { get; init; }

    /// <summary>The uniqueness keys of the names, with their kinds.</summary>
    public required IReadOnlyList<string> Names { get; init; }

    /// <summary>The inviter's code; empty for none.</summary>
    public required string Code { get; init; }

    public string? Id { get; set; }

    public string OwnCode { get; set; } = "";

    /// <summary>The number of the current password. Each change makes a higher one.</summary>
    public int Password { get; set; }

    public bool IsActive { get; set; }

    /// <summary>The open session.</summary>
    public Session? Session { get; set; }

    /// <summary>Sessions that have ended.</summary>
    public List<Session> Ended { get; } = [];

    public string PasswordText(int number) => $"Chaos {Key} horse {number}";

    /// <summary>The body of the sign-up.</summary>
    public object Form =>
        new
        {
            username = Username,
            nickname = Nickname,
            email = Email,
            password1 = PasswordText(0),
            password2 = PasswordText(0),
            invitation_code = Code,
            recaptcha = "",
            use_cookies = false,
        };

    /// <summary>Notes the session that an answer began, and returns its name in the history.</summary>
    public string? Begin(Reply reply)
    {
        if (reply["token"] is not { } access || reply["refresh_token"] is not { } refresh)
        {
            return null;
        }

        var name = $"{Key}/{Interlocked.Increment(ref _sessions)}";
        Session = new(name, refresh, access);
        return name;
    }

    /// <summary>Notes that the open session is over.</summary>
    public void End()
    {
        if (Session is { } session)
        {
            Ended.Add(session);
            Session = null;
        }
    }
}
