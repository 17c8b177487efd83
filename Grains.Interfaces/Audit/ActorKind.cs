namespace OrleansRegistration.Audit;

/// <summary>What an actor is.</summary>
[GenerateSerializer, Alias("actor-kind")]
public enum ActorKind
{
    /// <summary>A person with the role of an administrator, signed in.</summary>
    Admin,

    /// <summary>A program with an API key.</summary>
    Service,

    /// <summary>A command of program <c>Silo</c>, run on the store.</summary>
    Command,
}
