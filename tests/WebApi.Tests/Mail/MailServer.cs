using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using MimeKit;

namespace OrleansRegistration.Tests;

/// <summary>
/// A mail server on the loopback interface: RFC 5321, STARTTLS of RFC 3207 and AUTH PLAIN of RFC 4954, as much as a
/// client needs. It behaves badly as planned, connection by connection.
/// </summary>
internal sealed class MailServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Behaviour[] _plan;
    private readonly ConcurrentBag<TcpClient> _connections = [];
    private int _connected;
    private int _loggedIn;

    /// <param name="plan">How each connection is treated. The last entry holds for all connections after it.</param>
    public MailServer(params Behaviour[] plan)
    {
        _plan = plan;
        _listener.Start();
        _ = ListenAsync();
    }

    public enum Behaviour
    {
        Accept,

        /// <summary>Says "not now" instead of a greeting.</summary>
        TurnAway,

        /// <summary>Never sends a greeting.</summary>
        Stall,

        /// <summary>Closes the connection in the middle of a message.</summary>
        DropInMessage,

        /// <summary>Accepts a message, and closes the connection without an answer.</summary>
        LoseAnswer,

        /// <summary>Refuses every recipient for ever.</summary>
        RefuseRecipient,

        /// <summary>Answers one command with <see cref="MailServer.Refusal"/>.</summary>
        Refuse,

        /// <summary>Refuses every sender for ever.</summary>
        RefuseSender,
    }

    /// <summary>
    /// The command that <see cref="Behaviour.Refuse"/> refuses, or several (<c>EHLO|HELO</c>), and its answer. <c>.</c>
    /// is the end of a message.
    /// </summary>
    public (string Command, string Reply) Refusal { get; init; }

    /// <summary>The extensions besides STARTTLS and AUTH.</summary>
    public string[] Extensions { get; init; } = ["8BITMIME", "SMTPUTF8"];

    /// <summary>The certificate with which the server speaks TLS, if it does.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>Whether the server speaks TLS from the first octet, not after STARTTLS.</summary>
    public bool TlsAtOnce { get; init; }

    /// <summary>The log-in without which the server accepts no mail, if there is one.</summary>
    public NetworkCredential? LogIn { get; init; }

    /// <summary>What clients said without TLS.</summary>
    public ConcurrentQueue<string> InClear { get; } = [];

    /// <summary>The number of log-ins.</summary>
    public int LoggedIn => _loggedIn;

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public int Connected => _connected;

    public ConcurrentQueue<MimeMessage> Accepted { get; } = [];

    /// <summary>The lines of each accepted message, as they came.</summary>
    public ConcurrentQueue<string> AcceptedText { get; } = [];

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        foreach (var connection in _connections)
        {
            connection.Dispose();
        }

        _stop.Dispose();
    }

    private async Task ListenAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            TcpClient client;
            try
            {
                client = await _listener.AcceptTcpClientAsync(_stop.Token);
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }

            _connections.Add(client);
            _ = ServeAsync(client, _plan[Math.Min(Interlocked.Increment(ref _connected), _plan.Length) - 1]);
        }
    }

    private async Task ServeAsync(TcpClient client, Behaviour behaviour)
    {
        try
        {
            switch (behaviour)
            {
                case Behaviour.Stall:
                    await Task.Delay(Timeout.Infinite, _stop.Token);
                    return;
                case Behaviour.TurnAway:
                    await client.GetStream().WriteAsync("421 Not now\r\n"u8.ToArray(), _stop.Token);
                    client.Close();
                    return;
            }

            var plain = client.GetStream();
            if (TlsAtOnce)
            {
                await TalkAsync(await SecureAsync(plain), behaviour, greets: true);
            }
            else if (await TalkAsync(plain, behaviour, greets: true))
            {
                await TalkAsync(await SecureAsync(plain), behaviour, greets: false);
            }

            client.Close();
        }
        catch (Exception e)
            when (e
                    is IOException
                        or OperationCanceledException
                        or ObjectDisposedException
                        or SocketException
                        or System.Security.Authentication.AuthenticationException
            )
        {
            // The client has gone, or the test is over.
            client.Close();
        }
    }

    private async Task<Stream> SecureAsync(Stream plain)
    {
        var secure = new SslStream(plain);
        await secure.AuthenticateAsServerAsync(
            new SslServerAuthenticationOptions { ServerCertificate = Certificate },
            _stop.Token
        );
        return secure;
    }

    /// <returns>Whether TLS begins now.</returns>
    private async Task<bool> TalkAsync(Stream stream, Behaviour behaviour, bool greets)
    {
        using var reader = new StreamReader(stream, Encoding.UTF8, leaveOpen: true);
        await using var writer = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true)
        {
            NewLine = "\r\n",
            AutoFlush = true,
        };
        var isSecure = stream is SslStream;
        var mayMail = LogIn is null;
        if (greets)
        {
            await writer.WriteLineAsync("220 localhost ESMTP");
        }

        while (await reader.ReadLineAsync() is { } line)
        {
            if (!isSecure)
            {
                InClear.Enqueue(line);
            }

            var command = line.Split(' ', ':')[0].ToUpperInvariant();
            if (behaviour == Behaviour.Refuse && Refusal.Command.Split('|').Contains(command))
            {
                await writer.WriteLineAsync(Refusal.Reply);
                continue;
            }

            switch (command)
            {
                case "STARTTLS" when Certificate is not null && !isSecure:
                    await writer.WriteLineAsync("220 Go on");
                    return true;
                case "AUTH" when isSecure && LogIn is not null:
                    (mayMail, var reply) = TryLogIn(line.Split(' ')[^1]);
                    await writer.WriteLineAsync(reply);
                    break;
                case "DATA":
                    await writer.WriteLineAsync("354 Go on");
                    if (behaviour == Behaviour.DropInMessage)
                    {
                        await reader.ReadLineAsync();
                        return false;
                    }

                    var message = await ReadMessageAsync(reader);
                    if (behaviour == Behaviour.Refuse && Refusal.Command == ".")
                    {
                        await writer.WriteLineAsync(Refusal.Reply);
                        break;
                    }

                    await AcceptAsync(message);
                    if (behaviour == Behaviour.LoseAnswer)
                    {
                        return false;
                    }

                    await writer.WriteLineAsync("250 Taken");
                    break;
                case "QUIT":
                    await writer.WriteLineAsync("221 Bye");
                    return false;
                default:
                    await writer.WriteLineAsync(Reply(command, behaviour, isSecure, mayMail));
                    break;
            }
        }

        return false;
    }

    private string Reply(string command, Behaviour behaviour, bool isSecure, bool mayMail) =>
        command switch
        {
            "EHLO" => Offers(isSecure),
            "MAIL" when !mayMail => "530 Log in first",
            "MAIL" when behaviour == Behaviour.RefuseSender => "550 Not from you",
            "RCPT" when behaviour == Behaviour.RefuseRecipient => "550 5.1.1 No such mailbox",
            _ => "250 OK",
        };

    private string Offers(bool isSecure) =>
        "250-localhost\r\n"
        + (isSecure || Certificate is null ? "" : "250-STARTTLS\r\n")
        + (isSecure && LogIn is not null ? "250-AUTH PLAIN\r\n" : "")
        + string.Concat(Extensions.Select(name => $"250-{name}\r\n"))
        + "250 HELP";

    private (bool MayMail, string Reply) TryLogIn(string plain)
    {
        var said = Encoding.UTF8.GetString(Convert.FromBase64String(plain));
        if (said != $"\0{LogIn!.UserName}\0{LogIn.Password}")
        {
            // The answer repeats a secret, as an unwise server does.
            return (false, $"535 Nobody is {said.Replace('\0', ' ')}");
        }

        Interlocked.Increment(ref _loggedIn);
        return (true, "235 Welcome");
    }

    private async Task AcceptAsync(string message)
    {
        AcceptedText.Enqueue(message);
        Accepted.Enqueue(await MimeMessage.LoadAsync(new MemoryStream(Encoding.UTF8.GetBytes(message))));
    }

    private static async Task<string> ReadMessageAsync(StreamReader reader)
    {
        var message = new StringBuilder();
        while (await reader.ReadLineAsync() is { } line && line != ".")
        {
            message.Append(line.StartsWith('.') ? line[1..] : line).Append("\r\n");
        }

        return message.ToString();
    }
}
