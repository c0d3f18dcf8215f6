"""The project: settings, addresses and the registry of services."""
