using System.Net;

namespace OrleansRegistration.Captcha;

/// <summary>A captcha answer to verify.</summary>
/// <param name="Text">The answer as the client sent it; not empty.</param>
/// <param name="Address">The client's address.</param>
/// <param name="Holder">
/// Who consumes the answer. Only the same holder may consume it again (<see cref="ConsumedAnswer"/>).
/// </param>
internal sealed record CaptchaAnswer(string Text, IPAddress? Address, string? Holder)
{
    /// <inheritdoc/>
    /// <remarks>Leaves the answer and the address out.</remarks>
    public override string ToString() => nameof(CaptchaAnswer);
}
