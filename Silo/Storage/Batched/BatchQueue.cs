using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using OrleansRegistration.Telemetry;

namespace OrleansRegistration.Storage;

/// <summary>
/// Answers requests in batches on one thread. All requests that wait when the thread is free are the next batch: a lone
/// request is answered at once, and a burst shares its cost. Requests are taken in the order in which they came. A
/// batch ends before a second request for a key.
/// </summary>
internal sealed partial class BatchQueue<TRequest, TAnswer> : IDisposable
    where TRequest : class, IRowRequest
{
    private readonly string _operation;
    private readonly Func<IReadOnlyList<TRequest>, TAnswer[]> _run;
    private readonly BatchLimits _limits;
    private readonly ILogger _logger;
    private readonly StorageMetrics? _metrics;
    private readonly int _database;
    private readonly Queue<Waiting> _queue = new();
    private readonly Thread _thread;
    private long _waitingBytes;
    private bool _closed;

    /// <summary>Starts the thread.</summary>
    /// <param name="operation">The operation of a batch, a verb for messages.</param>
    /// <param name="run">Answers a batch, in its order. It may block; only the thread of the queue calls it.</param>
    /// <param name="database">The number of the database, for metrics and spans.</param>
    public BatchQueue(
        string operation,
        Func<IReadOnlyList<TRequest>, TAnswer[]> run,
        BatchLimits limits,
        ILogger logger,
        StorageMetrics? metrics = null,
        int database = 0
    )
    {
        (_operation, _run, _limits, _logger) = (operation, run, limits, logger);
        (_metrics, _database) = (metrics, database);
        _thread = new(AnswerAll) { IsBackground = true, Name = $"storage: {operation}" };
        _thread.Start();
    }

    /// <summary>The number of batches so far.</summary>
    public long Batches { get; private set; }

    /// <summary>Queues a request and waits for its answer.</summary>
    /// <exception cref="StorageUnavailableException">The queue is full or closed; nothing was tried.</exception>
    /// <exception cref="RowRefusedException">The database refused the row.</exception>
    /// <exception cref="Exception">The exception of <c>run</c>, for every request of the batch.</exception>
    public Task<TAnswer> AskAsync(TRequest request) =>
        BatchSpans.StartRequest(_operation, _database) is { } span
            ? span.UntilAsync(() => AskAsync(request, span))
            : AskAsync(request, span: null);

    private Task<TAnswer> AskAsync(TRequest request, Activity? span)
    {
        var waiting = new Waiting(request, span);
        lock (_queue)
        {
            if (_closed || _queue.Count >= _limits.WaitingRows || _waitingBytes > _limits.WaitingBytes)
            {
                throw new StorageUnavailableException(
                    _closed ? "Storage is closed." : $"Storage is overloaded: no more can wait to {_operation}."
                );
            }

            _queue.Enqueue(waiting);
            _waitingBytes += request.Bytes;
            Monitor.Pulse(_queue);
        }

        return waiting.Task;
    }

    /// <summary>Refuses further requests, answers those that wait, and ends the thread.</summary>
    public void Dispose()
    {
        lock (_queue)
        {
            _closed = true;
            Monitor.Pulse(_queue);
        }

        _thread.Join();
    }

    private void AnswerAll()
    {
        while (Take() is { } batch)
        {
            batch.Sort((one, other) => one.Request.Key.CompareTo(other.Request.Key));
            Answer(batch);
        }
    }

    /// <returns>The next batch, once a request waits; <c>null</c> when the queue is closed and empty.</returns>
    private List<Waiting>? Take()
    {
        var batch = new List<Waiting>();
        var keys = new HashSet<RowKey>();
        var bytes = 0;
        lock (_queue)
        {
            while (_queue.Count == 0)
            {
                if (_closed)
                {
                    return null;
                }

                Monitor.Wait(_queue);
            }

            while (
                batch.Count < _limits.Rows
                && _queue.TryPeek(out var next)
                && (batch.Count == 0 || bytes + next.Request.Bytes <= _limits.Bytes)
                && keys.Add(next.Request.Key)
            )
            {
                batch.Add(_queue.Dequeue());
                bytes += next.Request.Bytes;
            }

            _waitingBytes -= bytes;
        }

        return batch;
    }

    [SuppressMessage(
        "Design",
        "CA1031",
        Justification = "Each waiting caller gets the exception, and the thread goes on."
    )]
    private void Answer(List<Waiting> batch)
    {
        Batches++;
        try
        {
            var answers = Run(batch);
            for (var i = 0; i < answers.Length; i++)
            {
                batch[i].SetResult(answers[i]);
            }
        }
        catch (RowRefusedException) when (batch.Count > 1)
        {
            // Nothing of the batch happened, so each row is tried alone. Only the bad row fails.
            batch.ForEach(waiting => Answer([waiting]));
        }
        catch (Exception exception)
        {
            LogFailed(exception, _operation, batch.Count, batch[0].Request.Key.GrainType);
            batch.ForEach(waiting => waiting.SetException(exception));
            RefuseOld();
        }
    }

    private TAnswer[] Run(List<Waiting> batch)
    {
        using var span = batch.Exists(waiting => waiting.Span is not null)
            ? BatchSpans.StartBatch(_operation, _database, batch.ConvertAll(waiting => waiting.Span))
            : null;
        var start = Stopwatch.GetTimestamp();
        var waited = _metrics is { IsRead: true } ? batch.Max(waiting => waiting.Age) : default;
        Exception? failure = null;
        try
        {
            return _run(batch.ConvertAll(waiting => waiting.Request));
        }
        catch (Exception exception)
        {
            span.Fail(failure = exception);
            throw;
        }
        finally
        {
            _metrics?.Record(_operation, _database, batch.Count, waited, Stopwatch.GetElapsedTime(start), failure);
        }
    }

    /// <summary>
    /// Refuses requests that have waited long, after a failure: the next batch would make them wait as long again. They
    /// were not tried.
    /// </summary>
    private void RefuseOld()
    {
        var old = new List<Waiting>();
        lock (_queue)
        {
            while (_queue.TryPeek(out var next) && next.Age >= StorageWaits.Lock)
            {
                old.Add(_queue.Dequeue());
                _waitingBytes -= next.Request.Bytes;
            }
        }

        old.ForEach(waiting =>
            waiting.SetException(
                new StorageUnavailableException($"Storage does not answer: too long a wait to {_operation}.")
            )
        );
    }

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "Storage could not {Operation} a batch of {Rows} records, the first of {GrainType}."
    )]
    private partial void LogFailed(Exception exception, string operation, int rows, string grainType);

    /// <summary>A request in the queue. Its continuations never run on the thread of the queue.</summary>
    private sealed class Waiting(TRequest request, Activity? span)
        : TaskCompletionSource<TAnswer>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        private readonly long _since = Stopwatch.GetTimestamp();

        public TRequest Request => request;

        /// <summary>The span of the request, if it is recorded.</summary>
        public Activity? Span => span;

        public TimeSpan Age => Stopwatch.GetElapsedTime(_since);
    }
}
