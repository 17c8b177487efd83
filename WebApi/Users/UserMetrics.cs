using System.Diagnostics.Metrics;
using OrleansRegistration.Errors;
using OrleansRegistration.Mail;
using OrleansRegistration.Statistics;
using OrleansRegistration.Telemetry;

namespace OrleansRegistration.Users;

/// <summary>Counts sign-ups, log-ins and activations by outcome.</summary>
internal sealed class UserMetrics
{
    private readonly Counter<long> _signUps;
    private readonly Counter<long> _refusals;
    private readonly Counter<long> _signIns;
    private readonly Counter<long> _activations;
    private readonly SignUpTally _tally;

    /// <summary>Adds the instruments.</summary>
    public UserMetrics(IMeterFactory meters, SignUpTally tally)
    {
        _tally = tally;
        var meter = meters.ForService();
        _signUps = meter.CreateCounter<long>("registration.sign_ups", "{sign_up}", "Sign-ups by outcome");
        _refusals = meter.CreateCounter<long>(
            "registration.sign_up.refusals",
            "{refusal}",
            "Fields for which sign-ups were refused, and why"
        );
        _signIns = meter.CreateCounter<long>("registration.log_ins", "{log_in}", "Log-ins by outcome");
        _activations = meter.CreateCounter<long>("registration.activations", "{activation}", "Activations by outcome");
    }

    /// <summary>Counts a sign-up that reached its grain.</summary>
    public void Count(SignUpResult result)
    {
        _tally.Add(result);
        _signUps.Add(1, Outcome(result.Outcome));
        foreach (var refusal in result.Refusals)
        {
            Refuse(Problems.FieldOf(refusal.Field), Problems.CodeOf(refusal.Reason));
        }
    }

    /// <summary>Counts a sign-up whose form or captcha answer was refused.</summary>
    public void Count(FieldErrors errors)
    {
        _tally.Add(errors);
        _signUps.Add(1, new KeyValuePair<string, object?>("outcome", "invalid"));
        foreach (var (field, code) in errors.All)
        {
            Refuse(field, code);
        }
    }

    public void Count(SignInOutcome outcome) => _signIns.Add(1, Outcome(outcome));

    public void Count(MailTokenOutcome outcome) => _activations.Add(1, Outcome(outcome));

    private void Refuse(string field, string code) =>
        _refusals.Add(1, new KeyValuePair<string, object?>("field", field), new("reason", code));

    private static KeyValuePair<string, object?> Outcome<T>(T outcome)
        where T : struct, Enum => new("outcome", TagValue.Of(outcome));
}
