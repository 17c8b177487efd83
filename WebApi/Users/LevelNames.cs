namespace OrleansRegistration.Users;

/// <summary>Names the resources with the names of levels. Keys: the level.</summary>
internal sealed class LevelNames;
