namespace OrleansRegistration.Tests;

internal sealed partial class Client
{
    private async Task LogInAsync()
    {
        if (Find(_ => true) is { } account)
        {
            await LogInAsync(account, account.Password);
            if (account.Password > 0 && dice.Percent(30))
            {
                await LogInAsync(account, account.Password - 1);
            }
        }
    }

    /// <summary>Logs in, and says whether the password opened the account; <c>null</c>: nobody knows.</summary>
    public async Task<bool?> LogInAsync(Account account, int password)
    {
        var operation = new Operation
        {
            Process = process,
            What = What.LogIn,
            Key = account.Key,
            Password = password,
        };
        var body = new
        {
            username = dice.Percent(50) ? account.Username : account.Email,
            password = account.PasswordText(password),
            use_cookies = false,
        };
        var reply = await AskAsync(operation, node => node.SendAsync(HttpMethod.Post, "/jwt/login/", body));
        if (reply is null)
        {
            return null;
        }

        if (reply.IsOk)
        {
            operation.User = reply.Subject;
            account.IsActive |= reply["is_active"] == "True";
            operation.Session = account.Begin(reply);
        }

        End(operation, reply);
        return reply.IsOk;
    }

    /// <summary>Reads the count of a code that many redeem.</summary>
    private async Task CountAsync() =>
        await MeAsync(dice.Percent(50) ? work.Hot : dice.Of(dice.Percent(30) ? work.Limited : work.Ordinary));

    private async Task MeAsync()
    {
        if (Find(account => account.Session is not null) is { } account)
        {
            await MeAsync(account);
        }
    }

    /// <summary>Reads an account, with the count of its code.</summary>
    public async Task<long?> MeAsync(Account account)
    {
        if (account.Session is not { } session)
        {
            return null;
        }

        var operation = new Operation
        {
            Process = process,
            What = What.Me,
            Key = account.Key,
            Session = session.Name,
        };
        var reply = await AskAsync(
            operation,
            node => node.SendAsync(HttpMethod.Get, "/api/me/", token: session.Access)
        );
        if (reply is null)
        {
            return null;
        }

        if (reply.IsOk)
        {
            operation.User = reply["id"];
            operation.Code = account.OwnCode;
            operation.Count = reply.Body.GetProperty("invitation_user_count").GetInt64();
        }

        End(operation, reply);
        if (!reply.IsOk)
        {
            // The access token is over.
            await LogInAsync(account, account.Password);
        }

        return operation.Count;
    }

    /// <summary>Activates one of its accounts whose mail has come.</summary>
    public async Task ActivateAsync()
    {
        var account = Find(account => !account.IsActive && work.Mails.Token(account.Email) is not null);
        if (account is null)
        {
            return;
        }

        var operation = new Operation
        {
            Process = process,
            What = What.Activation,
            Key = account.Key,
        };
        var body = new { token = work.Mails.Token(account.Email), use_cookies = false };
        var reply = await AskAsync(operation, node => node.SendAsync(HttpMethod.Post, "/api/activate/", body));
        if (reply is null)
        {
            return;
        }

        if (reply.IsOk)
        {
            account.IsActive = true;

            // A repeat gives no tokens, because an earlier try was done.
            account.End();
            operation.Session = account.Begin(reply) ?? $"{account.Key}/lost";
        }

        End(operation, reply);
    }

    private async Task ChangePasswordAsync()
    {
        if (Find(account => account is { IsActive: true, Session: not null }) is not { } account)
        {
            return;
        }

        var session = account.Session!;
        var operation = new Operation
        {
            Process = process,
            What = What.PasswordChange,
            Key = account.Key,
            Session = session.Name,
            Password = account.Password + 1,
        };
        var body = new
        {
            old_password = account.PasswordText(account.Password),
            password1 = account.PasswordText(account.Password + 1),
            password2 = account.PasswordText(account.Password + 1),
        };
        var reply = await AskAsync(
            operation,
            node => node.SendAsync(HttpMethod.Post, "/api/password/change/", body, session.Access)
        );

        // After a try of unknown outcome the old password is wrong if that try was done.
        var isDone = reply switch
        {
            null => null,
            { IsOk: true } => true,
            _ when operation.Tries == 1 => false,
            _ => await LogInAsync(account, account.Password + 1),
        };
        if (isDone is null)
        {
            _accounts.Remove(account);
        }

        if (reply is not null)
        {
            account.Password += isDone == true ? 1 : 0;
            work.History.End(
                operation,
                isDone switch
                {
                    true => Outcome.Ok,
                    false => Outcome.Fail,
                    null => Outcome.Unknown,
                }
            );
        }
    }

    private async Task SignOutAsync()
    {
        if (Find(account => account.Session is not null) is not { } account)
        {
            return;
        }

        var session = account.Session!;
        var operation = new Operation
        {
            Process = process,
            What = What.SignOut,
            Key = account.Key,
            Session = session.Name,
        };
        var body = new { refresh_token = session.Refresh };
        var reply = await AskAsync(operation, node => node.SendAsync(HttpMethod.Post, "/jwt/logout/", body));
        account.End();
        if (reply is not null)
        {
            End(operation, reply);
            await RefreshAsync(account, session);
        }
    }

    private async Task RefreshAsync()
    {
        if (Find(account => account.Session is not null) is not { } account)
        {
            return;
        }

        var session = account.Session!;
        var reply = await RefreshAsync(account, session);
        if (reply is { IsOk: true })
        {
            account.Session = new(session.Name, reply["refresh_token"]!, reply["token"]!);
        }
        else
        {
            account.End();
        }
    }

    private async Task RefreshEndedAsync()
    {
        if (Find(account => account.Ended.Count > 0) is { } account)
        {
            await RefreshAsync(account, dice.Of(account.Ended));
        }
    }

    private async Task<Reply?> RefreshAsync(Account account, Session session)
    {
        var operation = new Operation
        {
            Process = process,
            What = What.Refresh,
            Key = account.Key,
            Session = session.Name,
        };
        var body = new { refresh_token = session.Refresh };
        var reply = await AskAsync(operation, node => node.SendAsync(HttpMethod.Post, "/jwt/refresh/", body));
        if (reply is not null)
        {
            operation.User = reply.Subject;
            End(operation, reply);
        }

        return reply;
    }
}
