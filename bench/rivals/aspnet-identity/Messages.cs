using System.Text.Json.Serialization;

namespace Rivals.AspNetIdentity;

sealed record RegisterRequest(
    string? Username,
    string? Password1,
    string? Password2,
    string? Nickname,
    string? Email,
    string? InvitationCode,
    string? Recaptcha
)
{
    public Dictionary<string, string> Validate()
    {
        var e = new Dictionary<string, string>();
        if (Username is not { Length: >= 6 and <= 22 })
            e["username"] = "6 to 22 characters";
        if (Nickname is not { Length: >= 6 and <= 22 })
            e["nickname"] = "6 to 22 characters";
        if (Email is null || Email.Length > 254 || !System.Net.Mail.MailAddress.TryCreate(Email, out _))
            e["email"] = "not an e-mail address";
        if (Password1 is not { Length: >= 8 })
            e["password1"] = "at least 8 characters";
        if (Password1 != Password2)
            e["password2"] = "the passwords differ";
        if (string.IsNullOrEmpty(Recaptcha))
            e["recaptcha"] = "required"; // Any answer is right.
        if (InvitationCode is { Length: > 12 })
            e["invitation_code"] = "at most 12 characters";
        return e;
    }
}

sealed record LoginRequest(string? Username, string? Password);

sealed record RegisterReply(string Token, string Nickname, string Username, string Email, string InvitationCode);

sealed record LoginReply(string Token, string Nickname);

sealed record Errors(Dictionary<string, string> Fields);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(RegisterRequest)), JsonSerializable(typeof(LoginRequest))]
[JsonSerializable(typeof(RegisterReply)), JsonSerializable(typeof(LoginReply)), JsonSerializable(typeof(Errors))]
sealed partial class Wire : JsonSerializerContext;
