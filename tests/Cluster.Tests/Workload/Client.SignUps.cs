namespace OrleansRegistration.Tests;

internal sealed partial class Client
{
    /// <summary>Signs up, and returns the account if it was acknowledged.</summary>
    public async Task<Account?> SignUpAsync(Func<Workload, Account> make)
    {
        var account = make(work);
        return await RegisterAsync(account) is { } isAcknowledged && Settle(account, isAcknowledged) ? account : null;
    }

    /// <summary>Sends one sign-up twice at the same time, as an impatient user does.</summary>
    private async Task SignUpTwiceAsync()
    {
        var account = work.SignUps.Spread(work.Hot.OwnCode);
        var both = await Task.WhenAll(RegisterAsync(account), RegisterAsync(account));
        if (both.Any(isAcknowledged => isAcknowledged is not null))
        {
            Settle(account, both.Contains(true));
        }
    }

    /// <summary>Sends a sign-up again that was acknowledged before.</summary>
    private async Task RepeatAsync()
    {
        if (Find(account => account.Password == 0) is { } account)
        {
            await RegisterAsync(account);
        }
    }

    private bool Settle(Account account, bool isAcknowledged)
    {
        work.SignUpEnded(account, isAcknowledged);
        if (isAcknowledged)
        {
            Keep(account);
        }

        return isAcknowledged;
    }

    /// <summary>Whether the sign-up is acknowledged; <c>null</c>: nobody knows.</summary>
    private async Task<bool?> RegisterAsync(Account account)
    {
        var operation = new Operation
        {
            Process = process,
            What = What.SignUp,
            Key = account.Key,
            Names = account.Names,
            Code = account.Code.Length > 0 ? account.Code : null,
        };
        var reply = await AskAsync(
            operation,
            node => node.SendAsync(HttpMethod.Post, "/api/register/", account.Form, key: account.Key)
        );
        if (reply is null)
        {
            return null;
        }

        if (reply.IsOk)
        {
            operation.User = account.Id = reply["id"];
            account.OwnCode = reply["invitation_code"]!;
            lock (account)
            {
                operation.Session = account.Begin(reply);
            }
        }

        End(operation, reply);
        return reply.IsOk;
    }

    private async Task AvailabilityAsync()
    {
        if (Find(_ => true) is not { } account)
        {
            return;
        }

        var operation = new Operation
        {
            Process = process,
            What = What.Availability,
            Key = "",
            Names = [account.Names[0]],
        };
        var username = Uri.EscapeDataString(account.Username);
        var reply = await AskAsync(
            operation,
            node => node.SendAsync(HttpMethod.Get, $"/api/availability/?username={username}")
        );
        if (reply is not null)
        {
            operation.Count = reply["username"] == "True" ? 1 : 0;
            End(operation, reply);
        }
    }
}
