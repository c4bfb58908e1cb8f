"""The package: what is deployed to Azure, put together without what the app cannot reach."""
