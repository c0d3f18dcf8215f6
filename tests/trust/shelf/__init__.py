"""An app of the tests: records with sealed texts that belong to no service."""
