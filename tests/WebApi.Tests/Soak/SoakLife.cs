namespace OrleansRegistration.Tests;

/// <summary>The life of one account over HTTP. Every answer must be the expected one.</summary>
/// <param name="number">Decides the address of the client, and which of the optional steps it takes.</param>
internal sealed class SoakLife(Soak soak, int number)
{
    private const string Me = "/api/me/";
    private const string Another = "another horse battery";

    private readonly (string Name, string Value) _from = (
        "X-Forwarded-For",
        $"10.{number >> 16}.{(number >> 8) & 255}.{number & 255}"
    );

    private readonly Dictionary<string, object?> _form = Requests
        .NewSignUp()
        .With("use_cookies", false)
        .With("invitation_code", number % 4 == 0 ? "" : soak.Code);

    public async Task LiveAsync()
    {
        await LookAsync();
        await RefusedAsync();
        var account = await SignUpAsync();
        account = await ActivateAsync();
        account = await RefreshAsync(account);
        if (number % 3 == 0)
        {
            await ChangeAsync(account);
        }

        var password = (string)_form["password1"]!;
        if (number % 2 == 0)
        {
            password = Another;
            account = await ResetPasswordAsync(password);
        }

        await (
            (number % 3) switch
            {
                0 => AskAsync(204, HttpMethod.Post, "/jwt/logout/", new { refresh_token = account["refresh_token"] }),
                1 => AskAsync(204, HttpMethod.Delete, Me, new { password }, account["token"]),
                _ => AskAsync(200, HttpMethod.Get, "/api/me/invitees/", null, account["token"]),
            }
        );
        soak.Forget(_form);
    }

    private async Task LookAsync()
    {
        await AskAsync(
            200,
            HttpMethod.Get,
            $"/api/availability/?username={_form["username"]}&nickname={_form["nickname"]}"
        );
        await AskAsync(200, HttpMethod.Get, $"/api/invitations/{soak.Code}/");
    }

    private Task<Answer> RefusedAsync()
    {
        var inviter = soak.Inviter;
        return (number % 5) switch
        {
            0 => RegisterAsync(409, _form.With("username", inviter["username"])),
            1 => RegisterAsync(409, _form.With("nickname", inviter["nickname"]).With("email", inviter["email"])),
            2 => RegisterAsync(400, _form.With("password1", "password123").With("password2", "password123")),
            3 => RegisterAsync(400, _form.With("invitation_code", "NOSUCHCODE")),
            _ => RegisterAsync(400, _form.With("username", "x").With("email", "x")),
        };
    }

    private async Task<Answer> SignUpAsync()
    {
        var account = await RegisterAsync(201, _form);
        await AskAsync(200, HttpMethod.Get, Me, null, account["token"]);
        if (number % 4 == 1)
        {
            await AskAsync(202, HttpMethod.Post, "/api/activate/resend/", null, account["token"]);
        }

        await LogInAsync(401, _form["password1"] + "!");
        return await LogInAsync(200, (string)_form["password1"]!);
    }

    private async Task<Answer> ActivateAsync() =>
        await AskAsync(
            200,
            HttpMethod.Post,
            "/api/activate/",
            new { token = await soak.TokenAsync(_form), use_cookies = false }
        );

    private Task<Answer> RefreshAsync(Answer account) =>
        AskAsync(200, HttpMethod.Post, "/jwt/refresh/", new { refresh_token = account["refresh_token"] });

    private async Task ChangeAsync(Answer account)
    {
        var nickname = $"new {Guid.NewGuid().ToString("N")[..12]}";
        await AskAsync(200, HttpMethod.Patch, Me, new { nickname }, account["token"]);
        await AskAsync(201, HttpMethod.Post, "/api/me/invitation-code/", null, account["token"]);
    }

    private async Task<Answer> ResetPasswordAsync(string password)
    {
        await AskAsync(202, HttpMethod.Post, "/api/password/forgot/", new { email = _form["email"] });
        var body = new
        {
            token = await soak.TokenAsync(_form),
            password1 = password,
            password2 = password,
        };
        await AskAsync(204, HttpMethod.Post, "/api/password/reset/", body);
        return await LogInAsync(200, password);
    }

    private Task<Answer> RegisterAsync(int status, object body) =>
        AskAsync(status, HttpMethod.Post, "/api/register/", body);

    private Task<Answer> LogInAsync(int status, string password)
    {
        var body = new
        {
            username = _form["username"],
            password,
            use_cookies = false,
        };
        return AskAsync(status, HttpMethod.Post, "/jwt/login/", body);
    }

    private Task<Answer> AskAsync(
        int status,
        HttpMethod method,
        string path,
        object? body = null,
        string? token = null
    ) =>
        soak.AskAsync(
            status,
            method,
            path,
            body,
            token is null ? [_from] : [_from, ("Authorization", $"Bearer {token}")]
        );
}
