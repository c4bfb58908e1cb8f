<#
.SYNOPSIS
    Lets the app read attendance reports, and nothing else, of Microsoft Graph. Safe to run again.
.DESCRIPTION
    OnlineMeetingArtifact.Read.All is the least with which Graph gives attendance. On its own it opens nothing: Teams asks for a
    policy too (teams.ps1), which names the one organiser. Mail and calendar are NOT granted here but in Exchange (exchange.ps1),
    because a grant here holds for every mailbox. If the app has such a grant here, that is an error.
    Needed: Azure CLI, and the Entra role Privileged Role Administrator.
.EXAMPLE
    ./scripts/graph.ps1 -PrincipalId <identityPrincipalId of the deployment>
    ./scripts/graph.ps1 -PrincipalId <…> -Check
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)][guid] $PrincipalId,
    [switch] $Check
)
$ErrorActionPreference = 'Stop'
$wanted = 'OnlineMeetingArtifact.Read.All'
$url = 'https://graph.microsoft.com/v1.0/servicePrincipals'

function Read-Graph([string] $Path) {
    $answer = az rest --method get --url "$url$Path" --only-show-errors
    if ($LASTEXITCODE -ne 0) { throw "Graph refused: $Path" }
    return $answer | Out-String | ConvertFrom-Json
}

$graph = @((Read-Graph "?`$filter=appId eq '00000003-0000-0000-c000-000000000000'&`$select=id,appRoles").value)[0]
$role = $graph.appRoles | Where-Object { $_.value -eq $wanted }
$held = @((Read-Graph "/$PrincipalId/appRoleAssignments").value | Where-Object { $_.resourceId -eq $graph.id })
$names = @($held | ForEach-Object { $id = $_.appRoleId; ($graph.appRoles | Where-Object { $_.id -eq $id }).value })

$tooMuch = @($names | Where-Object { $_ -ne $wanted })
if ($tooMuch) { throw "The identity holds more than it needs, for every mailbox or user: $($tooMuch -join ', '). Take it away in Entra." }

if ($names -contains $wanted) {
    Write-Host "$wanted is granted."
    exit 0
}
if ($Check) {
    Write-Host "$wanted is NOT granted."
    exit 1
}
$file = New-TemporaryFile
try {
    @{ principalId = "$PrincipalId"; resourceId = $graph.id; appRoleId = $role.id } | ConvertTo-Json | Set-Content -Path $file -Encoding utf8NoBOM
    az rest --method post --url "$url/$PrincipalId/appRoleAssignments" --headers 'Content-Type=application/json' --body "@$file" --only-show-errors --output none
    if ($LASTEXITCODE -ne 0) { throw "$wanted could not be granted." }
}
finally { Remove-Item $file }
Write-Host "$wanted is granted now."
