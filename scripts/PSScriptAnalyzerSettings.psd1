@{
    # Write-Host is meant: these scripts talk to the person who runs them, and hand nothing on.
    ExcludeRules = @('PSAvoidUsingWriteHost')
}
