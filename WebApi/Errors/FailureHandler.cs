using Microsoft.AspNetCore.Diagnostics;

namespace OrleansRegistration.Errors;

/// <summary>Answers every exception that a request ends in.</summary>
internal sealed partial class FailureHandler(ILogger<FailureHandler> logger) : IExceptionHandler
{
    /// <inheritdoc/>
    public async ValueTask<bool> TryHandleAsync(
        HttpContext httpContext,
        Exception exception,
        CancellationToken cancellationToken
    )
    {
        if (exception is OperationCanceledException && httpContext.RequestAborted.IsCancellationRequested)
        {
            return true; // The client has gone: nobody reads the answer.
        }

        var status = Problems.StatusOf(exception);
        switch (status)
        {
            case >= StatusCodes.Status500InternalServerError and not StatusCodes.Status503ServiceUnavailable:
                LogFailed(logger, exception);
                break;
            case StatusCodes.Status503ServiceUnavailable:
                LogUnavailable(logger, exception);
                break;
        }

        await Problems.ForStatus(status).ExecuteAsync(httpContext);
        return true;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A request failed.")]
    private static partial void LogFailed(ILogger logger, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Storage or the cluster does not answer.")]
    private static partial void LogUnavailable(ILogger logger, Exception exception);
}
