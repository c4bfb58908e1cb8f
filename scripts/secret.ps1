<#
.SYNOPSIS
    Makes the café's secret in its vault, unless it is there. Safe to run as often as you like.
.DESCRIPTION
    The secret signs personal links and keys people in the tables: another one makes every link invalid and every person a
    stranger. So this never touches an existing one, enabled or not. The value is made by the deployment itself (infra/secret.bicep)
    and passes through no file, no screen and no command line. Needed: Azure CLI, and Contributor on the resource group.
.EXAMPLE
    ./scripts/secret.ps1 -ResourceGroup cafe-dev -VaultName kv-dev-abc          # makes it if it is not there
    ./scripts/secret.ps1 -ResourceGroup cafe-dev -VaultName kv-dev-abc -Check   # only says whether it is there
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)][string] $ResourceGroup,
    [Parameter(Mandatory)][string] $VaultName,
    [switch] $Check
)
$ErrorActionPreference = 'Stop'

function Test-Secret {
    # The list is of names: no value can be read this way.
    $vault = az keyvault show --name $VaultName --resource-group $ResourceGroup --query id --output tsv
    if ($LASTEXITCODE -ne 0) { throw "There is no vault $VaultName in $ResourceGroup, or you may not read it." }
    $names = az rest --method get --url "$vault/secrets?api-version=2024-11-01" --query 'value[].name' --output tsv
    if ($LASTEXITCODE -ne 0) { throw "The names of the secrets in $VaultName cannot be read." }
    return @($names) -contains 'cafe-secret'
}

if (Test-Secret) {
    Write-Host "The secret is there, and stays as it is."
    exit 0
}
if ($Check) {
    Write-Host "The secret is NOT there."
    exit 1
}
az deployment group create --name cafe-secret --resource-group $ResourceGroup --only-show-errors --output none `
    --template-file (Join-Path $PSScriptRoot '../infra/secret.bicep') --parameters vaultName=$VaultName
if ($LASTEXITCODE -ne 0) { throw 'The secret could not be made.' }
if (-not (Test-Secret)) { throw 'The secret was made, but is not there.' }
# If an app was there before its secret, it asks for the secret only once a day, unless it is told.
foreach ($app in @(az functionapp list --resource-group $ResourceGroup --query '[].id' --output tsv)) {
    az rest --method post --url "$app/config/configreferences/appsettings/refresh?api-version=2022-03-01" --only-show-errors --output none
    if ($LASTEXITCODE -ne 0) { throw "The app does not read the secret yet: restart it ($app)." }
}
Write-Host "The secret is made."
