namespace OrleansRegistration.InvitationCodes;

/// <summary>The answer to a <see cref="CodeIssue"/>.</summary>
[GenerateSerializer, Alias("issue-outcome")]
public enum IssueOutcome
{
    /// <summary>The code is issued, and durable.</summary>
    Issued,

    /// <summary>There is a code with this text already, or somebody is just taking it.</summary>
    Taken,
}
