"""The package: the zip that goes to Azure. It leaves out what the app cannot reach."""
