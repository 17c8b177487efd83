using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using OrleansRegistration.Json;

namespace OrleansRegistration.Mail;

/// <summary>A request for a mail.</summary>
internal sealed record MailRequest
{
    [Required, Description("The e-mail address of the account.")]
    public TextField Email { get; init; }
}
