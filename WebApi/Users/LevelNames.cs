namespace OrleansRegistration.Users;

/// <summary>Names the resources that hold the names of levels. The key of a name is the level.</summary>
internal sealed class LevelNames;
