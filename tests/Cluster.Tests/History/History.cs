using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace OrleansRegistration.Tests;

/// <summary>
/// Keeps every operation of every client, and writes them to a file: a line of JSON at each beginning, failed try and
/// end, with the process, the stage and the steady time in microseconds.
/// </summary>
internal sealed class History : IAsyncDisposable
{
    private static readonly JsonSerializerOptions Lines = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
    };

    private readonly Lock _writing = new();
    private readonly Stopwatch _time = Stopwatch.StartNew();
    private readonly StreamWriter _file;
    private readonly List<Operation> _operations = [];

    public History(string file) => _file = new(file);

    /// <summary>The steady time in microseconds since the history began.</summary>
    public long Now => (long)_time.Elapsed.TotalMicroseconds;

    /// <summary>All operations so far, in the order in which they began.</summary>
    public IReadOnlyList<Operation> Operations
    {
        get
        {
            lock (_writing)
            {
                return [.. _operations];
            }
        }
    }

    /// <summary>Notes that an operation begins.</summary>
    public Operation Begin(Operation operation)
    {
        lock (_writing)
        {
            operation.Number = _operations.Count;
            operation.Invoked = Now;
            _operations.Add(operation);
            Write("invoke", operation.Invoked, operation.Process, operation);
        }

        return operation;
    }

    /// <summary>Notes a try that did not bring the truth.</summary>
    public void Retry(Operation operation, int node, string why)
    {
        lock (_writing)
        {
            Write(
                "retry",
                Now,
                operation.Process,
                new
                {
                    operation.Number,
                    node,
                    why,
                }
            );
        }
    }

    /// <summary>Notes how an operation ended.</summary>
    public void End(Operation operation, Outcome outcome)
    {
        lock (_writing)
        {
            operation.Outcome = outcome;
            operation.Completed = outcome == Outcome.Unknown ? long.MaxValue : Now;
            var stage = outcome switch
            {
                Outcome.Ok => "ok",
                Outcome.Fail => "fail",
                _ => "unknown",
            };
            Write(stage, Now, operation.Process, operation);
        }
    }

    /// <summary>Notes what the supervisor did.</summary>
    public void Note(string what)
    {
        lock (_writing)
        {
            Write("fault", Now, -1, what);
        }
    }

    public async ValueTask DisposeAsync() => await _file.DisposeAsync();

    private void Write(string stage, long at, int process, object what) =>
        _file.WriteLine(
            JsonSerializer.Serialize(
                new
                {
                    at,
                    process,
                    stage,
                    what,
                },
                Lines
            )
        );
}
