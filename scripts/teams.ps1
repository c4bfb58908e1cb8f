<#
.SYNOPSIS
    Lets the app read attendance of meetings that the café's organiser holds, and of nobody else's. Safe to run again.
.DESCRIPTION
    Graph's OnlineMeetingArtifact.Read.All (graph.ps1) only works for users to whom an application access policy of Teams names
    the app. The policy is granted to the organiser alone, never to the whole tenant. Takes up to 30 minutes to take effect.
    At the end it prints the organiser's object id, which the deployment needs (ORGANISER_ID): no grant lets the app look it up.
    Needed: the module MicrosoftTeams, and the Entra role Teams Administrator.
.EXAMPLE
    ./scripts/teams.ps1 -ClientId <identityClientId> -Organiser virtual.cafe@example.nhs.uk
    ./scripts/teams.ps1 -ClientId <…> -Organiser virtual.cafe@example.nhs.uk -Check
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)][guid] $ClientId,
    [Parameter(Mandatory)][string] $Organiser,
    [string] $Policy = 'VirtualCafe',
    [switch] $Check
)
$ErrorActionPreference = 'Stop'
try { Get-CsTenant | Out-Null } catch { Connect-MicrosoftTeams | Out-Null }

function Find-Policy { return Get-CsApplicationAccessPolicy | Where-Object { $_.Identity -in $Policy, "Tag:$Policy" } }

if (-not $Check) {
    $there = Find-Policy
    if (-not $there) {
        New-CsApplicationAccessPolicy -Identity $Policy -AppIds "$ClientId" -Description 'Attendance of the virtual café' | Out-Null
        Write-Host "The policy $Policy is made."
    }
    elseif (@($there.AppIds) -notcontains "$ClientId") {
        Set-CsApplicationAccessPolicy -Identity $Policy -AppIds @{ Add = "$ClientId" }
        Write-Host "The policy $Policy names the app now."
    }
    if ("$((Get-CsOnlineUser -Identity $Organiser).ApplicationAccessPolicy)" -ne $Policy) {
        Grant-CsApplicationAccessPolicy -PolicyName $Policy -Identity $Organiser
        Write-Host "The policy $Policy is granted to $Organiser."
    }
}

$amiss = @()
$there = Find-Policy
if (-not $there) { $amiss += "there is no policy $Policy" }
elseif (@($there.AppIds) -notcontains "$ClientId") { $amiss += "the policy $Policy does not name the app" }
$user = Get-CsOnlineUser -Identity $Organiser
if ("$($user.ApplicationAccessPolicy)" -ne $Policy) { $amiss += "$Organiser does not have the policy $Policy" }
$global = Get-CsApplicationAccessPolicy -Identity Global
if (@($global.AppIds) -contains "$ClientId") { $amiss += 'the policy Global names the app: it may read the attendance of everybody' }

if ($amiss) {
    $amiss | ForEach-Object { Write-Host "  NO   $_" }
    exit 1
}
Write-Host "The app may read the attendance of $Organiser's meetings, and of nobody else's."
Write-Host "ORGANISER_ID=$($user.Identity)"
