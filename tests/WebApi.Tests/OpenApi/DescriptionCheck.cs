namespace OrleansRegistration.Tests;

/// <summary>Fails the test when an answer is not as the API's description says.</summary>
internal sealed class DescriptionCheck : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        var response = await base.SendAsync(request, cancellationToken);
        await response.Content.LoadIntoBufferAsync(cancellationToken);
        var headers = response
            .Headers.Concat(response.Content.Headers)
            .ToDictionary(header => header.Key.ToLowerInvariant(), header => string.Join(", ", header.Value));
        var answer = new WireAnswer(
            (int)response.StatusCode,
            headers,
            await response.Content.ReadAsStringAsync(cancellationToken)
        );
        var error = ApiDescription.Check(request.Method.Method, request.RequestUri!.AbsolutePath, answer);
        Assert.True(
            error is null,
            $"{request.Method} {request.RequestUri.AbsolutePath} is not as docs/openapi.json says: {error}\n"
                + $"{answer.Status} {answer.Body}"
        );
        return response;
    }
}
