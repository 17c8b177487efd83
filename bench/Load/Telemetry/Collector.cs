using System.Net;
using OrleansRegistration.Bench.Targets;

namespace OrleansRegistration.Bench.Telemetry;

/// <summary>An OTLP endpoint that takes everything and keeps nothing.</summary>
internal sealed class Collector : IDisposable
{
    private readonly HttpListener _listener = new();
    private long _bytes;
    private long _posts;

    /// <summary>Listens on a free port of 127.0.0.1.</summary>
    public Collector()
    {
        Url = new($"http://127.0.0.1:{FreePort.Find()}");
        _listener.Prefixes.Add($"{Url}");
        _listener.Start();
        _ = ServeAsync();
    }

    /// <summary>The endpoint.</summary>
    public Uri Url { get; }

    /// <summary>The bytes that were sent to it.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>The requests that were sent to it.</summary>
    public long Posts => Volatile.Read(ref _posts);

    /// <inheritdoc/>
    public void Dispose() => _listener.Close();

    private async Task ServeAsync()
    {
        var buffer = new byte[1 << 16];
        try
        {
            while (true)
            {
                var context = await _listener.GetContextAsync();
                Interlocked.Increment(ref _posts);
                int read;
                while ((read = await context.Request.InputStream.ReadAsync(buffer)) > 0)
                {
                    Interlocked.Add(ref _bytes, read);
                }

                context.Response.Close();
            }
        }
        catch (Exception ended) when (ended is HttpListenerException or ObjectDisposedException)
        {
            // Disposed.
        }
    }
}
