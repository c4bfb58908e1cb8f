<#
.SYNOPSIS
    Makes the registration that people sign in to the café with. Run once before the first deployment, and once after it.
.DESCRIPTION
    Before: makes the registration with its roles and prints the client id that the deployment needs.
    After (with -ResourceGroup): lets the deployed site use it, without a secret (the app's managed identity vouches for the
    site), and gives the flows' identity the role with which they hand over responses.
    Nothing is made twice. Needed: Azure CLI, and the Entra role Application Developer before (it owns what it makes),
    Privileged Role Administrator for the flows' role after.
.EXAMPLE
    ./scripts/sign-in.ps1 -Stage dev
    ./scripts/sign-in.ps1 -Stage dev -ResourceGroup cafe-dev
    ./scripts/sign-in.ps1 -Stage dev -ResourceGroup cafe-dev -Check
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)][ValidateSet('dev', 'prod')][string] $Stage,
    [string] $ResourceGroup,
    [switch] $Check
)
$ErrorActionPreference = 'Stop'
$name = "Virtual Café ($Stage)"
$graph = 'https://graph.microsoft.com/v1.0'
$amiss = [System.Collections.Generic.List[string]]::new()

# Ids of the roles are ours to choose, and must never change: people's assignments point at them.
$roles = @(
    @{ id = '5d0b5c6e-6a0e-4f5c-9a51-6c1f1f0a7d01'; value = 'Facilitator'; to = 'User'
        about = 'For the series that they host: moves sessions, sees refused sign-ups; approves the bulletin' }
    @{ id = '5d0b5c6e-6a0e-4f5c-9a51-6c1f1f0a7d05'; value = 'Coordinator'; to = 'User'
        about = 'May do all that a facilitator may, for every series, and looks after sign-ups' }
    @{ id = '5d0b5c6e-6a0e-4f5c-9a51-6c1f1f0a7d06'; value = 'Lead'; to = 'User'
        about = 'Sees the café''s numbers, and reads and approves the bulletin; sees nobody''s name' }
    @{ id = '5d0b5c6e-6a0e-4f5c-9a51-6c1f1f0a7d02'; value = 'Admin'; to = 'User'
        about = 'May do all that a coordinator may, and sees and replays failed work' }
    @{ id = '5d0b5c6e-6a0e-4f5c-9a51-6c1f1f0a7d03'; value = 'Forms'; to = 'Application'
        about = 'Hands over responses of the Forms, and asks which never arrived' }
)

function Invoke-Graph([string] $Method, [string] $Path, $Body) {
    $arguments = @('rest', '--method', $Method, '--url', "$graph/$Path", '--only-show-errors')
    if ($Body) {
        # through a file, because systems treat quotes on command lines differently
        $file = New-TemporaryFile
        try {
            $Body | ConvertTo-Json -Depth 8 -Compress | Set-Content -Path $file -Encoding utf8NoBOM
            $answer = az @arguments --headers 'Content-Type=application/json' --body "@$file"
        }
        finally { Remove-Item $file }
    }
    else { $answer = az @arguments }
    if ($LASTEXITCODE -ne 0) { throw "Graph refused: $Method $Path" }
    if ($answer) { return $answer | Out-String | ConvertFrom-Json }
}

function Confirm-That([bool] $Holds, [string] $What, [scriptblock] $MakeItSo) {
    if ($Holds) { Write-Host "  yes  $What" }
    elseif ($Check) { Write-Host "  NO   $What"; $amiss.Add($What) }
    else { & $MakeItSo | Out-Null; Write-Host "  made $What" }
}

function Find-Registration {
    $found = Invoke-Graph get "applications?`$filter=displayName eq '$([uri]::EscapeDataString($name))'"
    if (@($found.value).Count -gt 1) { throw "There are several registrations named $name." }
    return @($found.value)[0]
}

$application = Find-Registration
Confirm-That ($null -ne $application) "registration $name" {
    Invoke-Graph post 'applications' @{ displayName = $name; signInAudience = 'AzureADMyOrg' }
}
$application = Find-Registration
if (-not $application) { exit 1 }

Confirm-That (@($application.identifierUris) -contains "api://$($application.appId)") 'its address for tokens' {
    Invoke-Graph patch "applications/$($application.id)" @{ identifierUris = @("api://$($application.appId)"); api = @{ requestedAccessTokenVersion = 2 } }
}
# The Azure CLI may ask for a token on behalf of the person signed in to it. python -m scripts.ops uses that token.
$azureCli = '04b07795-8ddb-461a-bbee-02f9e1bf7b46'
$scope = '5d0b5c6e-6a0e-4f5c-9a51-6c1f1f0a7d04'
Confirm-That (@($application.api.preAuthorizedApplications.appId) -contains $azureCli) 'admins may use it from a terminal' {
    # first the scope, then who may use it: Graph refuses both at once while the scope is new
    Invoke-Graph patch "applications/$($application.id)" @{ api = @{ oauth2PermissionScopes = @(@{
                    id = $scope; value = 'use'; type = 'User'; isEnabled = $true
                    adminConsentDisplayName = 'Use the café as oneself'; adminConsentDescription = 'Use the café with the roles one has.'
                })
        }
    }
    Invoke-Graph patch "applications/$($application.id)" @{ api = @{ preAuthorizedApplications = @(@{ appId = $azureCli; delegatedPermissionIds = @($scope) }) } }
}
$missing = @($roles | Where-Object { @($application.appRoles.value) -notcontains $_.value })
Confirm-That ($missing.Count -eq 0) "roles $($roles.value -join ', ')" {
    $all = @($application.appRoles) + @($missing | ForEach-Object {
            @{ id = $_.id; value = $_.value; displayName = $_.value; description = $_.about; isEnabled = $true; allowedMemberTypes = @($_.to) }
        })
    Invoke-Graph patch "applications/$($application.id)" @{ appRoles = $all }
}
$principals = Invoke-Graph get "servicePrincipals?`$filter=appId eq '$($application.appId)'"
Confirm-That (@($principals.value).Count -eq 1) 'its enterprise application' {
    Invoke-Graph post 'servicePrincipals' @{ appId = $application.appId }
}
$principal = @((Invoke-Graph get "servicePrincipals?`$filter=appId eq '$($application.appId)'").value)[0]
Confirm-That ($principal.appRoleAssignmentRequired -eq $true) 'only people with a role may sign in' {
    Invoke-Graph patch "servicePrincipals/$($principal.id)" @{ appRoleAssignmentRequired = $true }
}

if ($ResourceGroup) {
    $outputs = az deployment group list --resource-group $ResourceGroup --only-show-errors `
        --query "sort_by([?properties.outputs.identityPrincipalId && properties.provisioningState=='Succeeded'], &properties.timestamp)[-1].properties.outputs" |
        Out-String | ConvertFrom-Json
    if (-not $outputs) { throw "There is no deployment of infra/main.bicep in $ResourceGroup yet." }

    $callbacks = @("https://$($outputs.appName.value).azurewebsites.net/.auth/login/aad/callback", "$($outputs.siteUrl.value)/.auth/login/aad/callback") | Select-Object -Unique
    $lacking = @($callbacks | Where-Object { @($application.web.redirectUris) -notcontains $_ })
    Confirm-That ($lacking.Count -eq 0) 'people come back to the site' {
        Invoke-Graph patch "applications/$($application.id)" @{
            web = @{ redirectUris = @(@($application.web.redirectUris) + $lacking | Where-Object { $_ }); implicitGrantSettings = @{ enableIdTokenIssuance = $true } }
        }
    }
    $tenant = az account show --query tenantId --output tsv
    $credentials = Invoke-Graph get "applications/$($application.id)/federatedIdentityCredentials"
    Confirm-That (@($credentials.value.subject) -contains $outputs.identityPrincipalId.value) 'the app''s identity vouches for the site' {
        Invoke-Graph post "applications/$($application.id)/federatedIdentityCredentials" @{
            name = 'the-site'; issuer = "https://login.microsoftonline.com/$tenant/v2.0"
            subject = $outputs.identityPrincipalId.value; audiences = @('api://AzureADTokenExchange')
        }
    }
    $forms = ($roles | Where-Object { $_.value -eq 'Forms' }).id
    $held = Invoke-Graph get "servicePrincipals/$($outputs.flowIdentityPrincipalId.value)/appRoleAssignments"
    Confirm-That (@($held.value.appRoleId) -contains $forms) 'the flows may hand over responses' {
        Invoke-Graph post "servicePrincipals/$($outputs.flowIdentityPrincipalId.value)/appRoleAssignments" @{
            principalId = $outputs.flowIdentityPrincipalId.value; resourceId = $principal.id; appRoleId = $forms
        }
    }
}

Write-Host "SIGN_IN_CLIENT_ID=$($application.appId)"
Write-Host "Who may sign in: https://entra.microsoft.com > Enterprise applications > $name > Users and groups."
if ($amiss.Count) { exit 1 }
