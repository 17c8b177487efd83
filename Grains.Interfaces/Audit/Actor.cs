namespace OrleansRegistration.Audit;

/// <summary>Who did an act (docs/adr/0034-operators.md).</summary>
/// <param name="Name">
/// The id of an administrator's account, the name of a service, or the name of a command of program <c>Silo</c>.
/// </param>
[GenerateSerializer, Immutable, Alias("actor")]
public sealed record Actor([property: Id(0)] ActorKind Kind, [property: Id(1)] string Name)
{
    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    public static Actor Parse(string text) =>
        text.Split('/', 2) switch
        {
            ["admin", var name] => new(ActorKind.Admin, name),
            ["service", var name] => new(ActorKind.Service, name),
            ["command", var name] => new(ActorKind.Command, name),
            _ => throw new FormatException("The text does not name an actor."),
        };

    /// <summary>The form that is stored, such as <c>service/shop</c>.</summary>
    public override string ToString() =>
        Kind switch
        {
            ActorKind.Admin => $"admin/{Name}",
            ActorKind.Service => $"service/{Name}",
            _ => $"command/{Name}",
        };
}
