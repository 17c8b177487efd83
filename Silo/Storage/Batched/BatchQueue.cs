using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;

namespace OrleansRegistration.Storage;

/// <summary>How much one <see cref="BatchQueue{TRequest, TAnswer}"/> takes.</summary>
/// <param name="Rows">Rows in a batch.</param>
/// <param name="Bytes">Bytes of payload in a batch that has more than one row.</param>
/// <param name="WaitingRows">Rows waiting for a batch; the next one is refused.</param>
/// <param name="WaitingBytes">Bytes of payload waiting for a batch, beyond which the next row is refused.</param>
internal sealed record BatchLimits(
    int Rows = 256,
    int Bytes = 4 << 20,
    int WaitingRows = 10_000,
    long WaitingBytes = 64 << 20
);

/// <summary>
/// One thread that answers requests in batches: whatever waits when it is free is the next batch, so a lone request goes at once and a burst
/// shares its cost. Requests are taken in the order they came; a batch ends before a second request for a key in it.
/// </summary>
internal sealed partial class BatchQueue<TRequest, TAnswer> : IDisposable
    where TRequest : class, IRowRequest
{
    private readonly string _operation;
    private readonly Func<IReadOnlyList<TRequest>, TAnswer[]> _run;
    private readonly BatchLimits _limits;
    private readonly ILogger _logger;
    private readonly Queue<Waiting> _queue = new();
    private readonly Thread _thread;
    private long _waitingBytes;
    private bool _closed;

    /// <summary>Starts the thread.</summary>
    /// <param name="operation">What a batch does, for messages.</param>
    /// <param name="run">Answers a batch, in its order. It may block; it is called on the queue's thread only.</param>
    public BatchQueue(
        string operation,
        Func<IReadOnlyList<TRequest>, TAnswer[]> run,
        BatchLimits limits,
        ILogger logger
    )
    {
        (_operation, _run, _limits, _logger) = (operation, run, limits, logger);
        _thread = new(AnswerAll) { IsBackground = true, Name = $"storage: {operation}" };
        _thread.Start();
    }

    /// <summary>Calls of <c>run</c> so far.</summary>
    public long Batches { get; private set; }

    /// <summary>Puts a request into the queue and waits for its answer.</summary>
    /// <exception cref="StorageUnavailableException">The queue is full or closed; nothing was tried.</exception>
    /// <exception cref="RowRefusedException">The database does not take this row.</exception>
    /// <exception cref="Exception">What <c>run</c> threw for the whole batch.</exception>
    public Task<TAnswer> AskAsync(TRequest request)
    {
        var waiting = new Waiting(request);
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

    /// <summary>Takes no more requests, answers those that wait, and ends the thread.</summary>
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

    /// <returns>The next batch, once there is one; <c>null</c> when the queue is closed and empty.</returns>
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
        Justification = "Whatever went wrong is the waiters' to know; the thread goes on."
    )]
    private void Answer(List<Waiting> batch)
    {
        Batches++;
        try
        {
            var answers = _run(batch.ConvertAll(waiting => waiting.Request));
            for (var i = 0; i < answers.Length; i++)
            {
                batch[i].SetResult(answers[i]);
            }
        }
        catch (RowRefusedException) when (batch.Count > 1)
        {
            // Nothing of the batch happened, so each row may be tried alone; only the one at fault fails.
            batch.ForEach(waiting => Answer([waiting]));
        }
        catch (Exception exception)
        {
            LogFailed(exception, _operation, batch.Count, batch[0].Request.Key.GrainType);
            batch.ForEach(waiting => waiting.SetException(exception));
            RefuseOld();
        }
    }

    /// <summary>After a failure: what has waited long would wait for the next one, too. Nothing of it was tried.</summary>
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

    /// <summary>Continuations never run on the queue's thread.</summary>
    private sealed class Waiting(TRequest request)
        : TaskCompletionSource<TAnswer>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        private readonly long _since = Stopwatch.GetTimestamp();

        public TRequest Request => request;

        public TimeSpan Age => Stopwatch.GetElapsedTime(_since);
    }
}
