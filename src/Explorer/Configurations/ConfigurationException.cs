namespace Verified.Explorer.Configurations;

/// <summary>A configuration that cannot be explored: one line says why.</summary>
public sealed class ConfigurationException(string message) : Exception(message);
