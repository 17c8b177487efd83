namespace OrleansRegistration.Tests;

/// <summary>Uses every path of the service, and keeps what the log must not hold.</summary>
internal sealed class LoggedVisit(LoggedService service)
{
    // The announcement has another password, which is logged.
    private const string First = "plain zebra umbrella";
    private const string Second = "another horse battery";
    private const string Third = "one more horse battery";
    private const string Wrong = "wrong horse battery";
    private const string Key = "idempotency-key-to-be-looked-for";

    private static readonly (string Name, string Value) Address = (LimitedService.From, "198.51.100.77");

    private readonly HttpClient _client = service.CreateClient(new() { HandleCookies = false });
    private readonly List<string> _secrets = [First, Second, Third, Wrong, Key, Address.Value];
    private readonly Dictionary<string, object?> _form = Requests
        .NewSignUp()
        .With("use_cookies", false)
        .With("password1", First)
        .With("password2", First);

    /// <summary>What the log must not hold.</summary>
    public IReadOnlyCollection<string> Secrets => _secrets;

    public async Task VisitAsync()
    {
        var account = await SignUpAsync();
        var invited = await InviteAsync(account["invitation_code"]);
        await LookAsync(account["invitation_code"]);
        var active = await ActivateAsync();
        await SignInAsync(invited);
        await ChangePasswordAsync(active);
        await ResetPasswordAsync();
        (await PostAsync("/jwt/logout/", new { refresh_token = active["refresh_token"] })).Is(204);
        await ChangeAndEndAsync(invited);
    }

    private async Task<Answer> SignUpAsync()
    {
        Keep(_form);
        var account = KeepTokens((await _client.RegisterAsync(_form, ("Idempotency-Key", Key), Address)).Is(201));
        _secrets.Add(account["invitation_code"]);
        (await _client.RegisterAsync(_form, ("Idempotency-Key", Key), Address)).Is(201);
        return account;
    }

    private async Task<Dictionary<string, object?>> InviteAsync(string code)
    {
        var invited = Requests.NewSignUp().With("invitation_code", code).With("use_cookies", false);
        Keep(invited);
        (await _client.RegisterAsync(invited, LimitedService.Fresh())).Is(201);
        (await _client.RegisterAsync(_form, LimitedService.Fresh())).IsProblem(
            409,
            "username:taken",
            "nickname:taken",
            "email:taken"
        );
        var broken = "{\"username\":\"" + _form["username"] + "\",";
        (await _client.RegisterAsync(broken, LimitedService.Fresh())).IsProblem(400, "malformed");
        return invited;
    }

    private async Task LookAsync(string code)
    {
        var names = $"username={_form["username"]}&nickname={_form["nickname"]}";
        (await _client.ReadAsync($"/api/availability/?{names}", Address)).Is(200);
        (await _client.ReadAsync($"/api/invitations/{code}/", Address)).Is(200);
    }

    private async Task<Answer> ActivateAsync()
    {
        var token = (await Mailbox.ReadAsync(service.MailFolder, _form["email"]))[0].Token();
        _secrets.Add(token);
        var active = KeepTokens((await PostAsync("/api/activate/", new { token, use_cookies = false })).Is(200));
        (await PostAsync("/api/activate/", new { token })).Is(200);
        (await PostAsync("/api/activate/resend/", new { email = _form["email"] })).Is(202);
        return active;
    }

    private async Task SignInAsync(Dictionary<string, object?> invited)
    {
        var session = await LogInAsync(First);
        (await TryLogInAsync(_form["email"])).IsProblem(401, "invalid_credentials");
        for (var tries = 0; (await TryLogInAsync(invited["email"])).Headers.RetryAfter is null; tries++)
        {
            Assert.True(tries < LimitedService.LockAfter, "It was never delayed.");
        }

        var refreshed = KeepTokens(
            (await PostAsync("/jwt/refresh/", new { refresh_token = session["refresh_token"] })).Is(200)
        );
        (await PostAsync("/jwt/refresh/", new { refresh_token = refreshed["refresh_token"] + "A" })).IsProblem(
            401,
            "session_ended"
        );

        Task<Answer> TryLogInAsync(object? username) => PostAsync("/jwt/login/", new { username, password = Wrong });
    }

    private async Task ChangePasswordAsync(Answer active)
    {
        (await _client.ReadAsync("/api/me/", Bearer(active["token"]))).Is(200);
        (await _client.ReadAsync("/api/me/", Bearer(active["token"] + "x"))).IsProblem(401, "not_authenticated");
        (await _client.ReadAsync("/api/sessions/", Bearer(active["token"]))).Is(200);
        var body = new
        {
            old_password = First,
            password1 = Second,
            password2 = Second,
        };
        (await _client.SendAsync(HttpMethod.Post, "/api/password/change/", body, Bearer(active["token"]))).Is(204);
    }

    private async Task ResetPasswordAsync()
    {
        (await PostAsync("/api/password/forgot/", new { email = _form["email"] })).Is(202);
        var mails = await Mailbox.ReadAsync(service.MailFolder, _form["email"], 2);
        var token = mails.Single(mail => mail.TextBody!.Contains("/reset#", StringComparison.Ordinal)).Token();
        _secrets.Add(token);
        var body = new
        {
            token,
            password1 = Third,
            password2 = Third,
        };
        (await PostAsync("/api/password/reset/", body)).Is(204);
        (await PostAsync("/api/password/reset/", body)).IsProblem(400, "token:used");
    }

    private async Task ChangeAndEndAsync(Dictionary<string, object?> invited)
    {
        const string me = "/api/me/";
        var mine = Bearer((await LogInAsync(Third))["token"]);
        var nickname = $"new {_form["username"]}";
        (await _client.SendAsync(HttpMethod.Patch, me, new { nickname }, mine)).Is(200);
        (await _client.SendAsync(HttpMethod.Patch, me, new { nickname = invited["nickname"] }, mine)).IsProblem(
            409,
            "nickname:taken"
        );
        var code = (await _client.SendAsync(HttpMethod.Post, $"{me}invitation-code/", null, mine)).Is(201);
        _secrets.AddRange([nickname, code["invitation_code"]]);
        (await _client.ReadAsync($"{me}invitees/", mine)).Is(200);
        (await _client.SendAsync(HttpMethod.Delete, me, new { password = Wrong }, mine)).IsProblem(
            400,
            "password:invalid"
        );
        (await _client.SendAsync(HttpMethod.Delete, me, new { password = Third }, mine)).Is(204);
    }

    private async Task<Answer> LogInAsync(string password)
    {
        var body = new
        {
            username = _form["username"],
            password,
            use_cookies = false,
        };
        return KeepTokens((await PostAsync("/jwt/login/", body)).Is(200));
    }

    private Task<Answer> PostAsync(string path, object body) =>
        _client.SendAsync(HttpMethod.Post, path, body, LimitedService.Fresh());

    private void Keep(Dictionary<string, object?> form) =>
        _secrets.AddRange([(string)form["username"]!, (string)form["nickname"]!, (string)form["email"]!]);

    private Answer KeepTokens(Answer answer)
    {
        _secrets.AddRange([answer["token"], answer["refresh_token"]]);
        return answer;
    }

    private static (string Name, string Value) Bearer(string token) => ("Authorization", $"Bearer {token}");
}
