using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using MimeKit;

namespace OrleansRegistration.Tests;

/// <summary>A mail server on the loopback interface (RFC 5321, as much as a client needs) that behaves badly as planned, connection by connection.</summary>
internal sealed class MailServer : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly Behaviour[] plan;
    private readonly ConcurrentBag<TcpClient> connections = [];
    private int connected;

    /// <param name="plan">What each connection meets; the last one also all that follow.</param>
    public MailServer(params Behaviour[] plan)
    {
        this.plan = plan;
        listener.Start();
        _ = ListenAsync();
    }

    public enum Behaviour
    {
        Accept,

        /// <summary>"Not now", instead of a greeting.</summary>
        TurnAway,

        /// <summary>No greeting, ever.</summary>
        Stall,

        /// <summary>Closes the connection in the middle of a message.</summary>
        DropInMessage,

        /// <summary>"Never", to every recipient.</summary>
        RefuseRecipient,
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public int Connected => connected;

    public ConcurrentQueue<MimeMessage> Accepted { get; } = [];

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Dispose();
        foreach (var connection in connections)
        {
            connection.Dispose();
        }

        stop.Dispose();
    }

    private async Task ListenAsync()
    {
        while (!stop.IsCancellationRequested)
        {
            TcpClient client;
            try
            {
                client = await listener.AcceptTcpClientAsync(stop.Token);
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }

            connections.Add(client);
            _ = ServeAsync(client, plan[Math.Min(Interlocked.Increment(ref connected), plan.Length) - 1]);
        }
    }

    private async Task ServeAsync(TcpClient client, Behaviour behaviour)
    {
        try
        {
            using var reader = new StreamReader(client.GetStream(), Encoding.UTF8);
            await using var writer = new StreamWriter(client.GetStream(), new UTF8Encoding(false)) { NewLine = "\r\n", AutoFlush = true };
            switch (behaviour)
            {
                case Behaviour.Stall:
                    await Task.Delay(Timeout.Infinite, stop.Token);
                    return;
                case Behaviour.TurnAway:
                    await writer.WriteLineAsync("421 Not now");
                    client.Close();
                    return;
            }

            await writer.WriteLineAsync("220 localhost ESMTP");
            while (await reader.ReadLineAsync() is { } line)
            {
                switch (line.Split(' ', ':')[0].ToUpperInvariant())
                {
                    case "EHLO":
                        await writer.WriteLineAsync("250-localhost\r\n250-8BITMIME\r\n250 SMTPUTF8");
                        break;
                    case "RCPT" when behaviour == Behaviour.RefuseRecipient:
                        await writer.WriteLineAsync("550 No such mailbox");
                        break;
                    case "DATA":
                        await writer.WriteLineAsync("354 Go on");
                        if (behaviour == Behaviour.DropInMessage)
                        {
                            await reader.ReadLineAsync();
                            client.Close();
                            return;
                        }

                        Accepted.Enqueue(await ReadMessageAsync(reader));
                        await writer.WriteLineAsync("250 Taken");
                        break;
                    case "QUIT":
                        await writer.WriteLineAsync("221 Bye");
                        client.Close();
                        return;
                    default:
                        await writer.WriteLineAsync("250 OK");
                        break;
                }
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // The client has gone, or the test is over.
        }
    }

    private static async Task<MimeMessage> ReadMessageAsync(StreamReader reader)
    {
        var message = new StringBuilder();
        while (await reader.ReadLineAsync() is { } line && line != ".")
        {
            message.Append(line.StartsWith('.') ? line[1..] : line).Append("\r\n");
        }

        return await MimeMessage.LoadAsync(new MemoryStream(Encoding.UTF8.GetBytes(message.ToString())));
    }
}
