"""A month of the sample programme, played on the local stack."""
