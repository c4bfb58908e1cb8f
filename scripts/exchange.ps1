<#
.SYNOPSIS
    Lets the app send, look up its own mails and keep the calendar of the café's mailbox, and of no other. Safe to run again.
.DESCRIPTION
    RBAC for Applications in Exchange Online: the app is known to Exchange, a scope holds the café's mailboxes, and each role is
    assigned within that scope. Takes 30 minutes to 2 hours to take effect.
      Application Mail.Send            sends the mails
      Application Mail.Read            asks Sent Items whether a mail went out before it sends it again
      Application Calendars.ReadWrite  makes, moves and cancels the Teams meetings
    Needed: the module ExchangeOnlineManagement, and the Exchange role Organization Management.
.EXAMPLE
    ./scripts/exchange.ps1 -ClientId <identityClientId> -PrincipalId <identityPrincipalId> -Mailbox virtual.cafe@example.nhs.uk
    ./scripts/exchange.ps1 -ClientId <…> -PrincipalId <…> -Mailbox virtual.cafe@example.nhs.uk -Check
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)][guid] $ClientId,
    [Parameter(Mandatory)][guid] $PrincipalId,
    [Parameter(Mandatory)][ValidatePattern('^[^@\s'']+@[^@\s'']+$')][string[]] $Mailbox,
    [string] $Name = 'Virtual Café',
    [switch] $Check
)
$ErrorActionPreference = 'Stop'
$roles = 'Application Mail.Send', 'Application Mail.Read', 'Application Calendars.ReadWrite'
$filter = (@($Mailbox | Sort-Object | ForEach-Object { "PrimarySmtpAddress -eq '$_'" }) -join ' -or ')

if (-not (Get-ConnectionInformation)) { Connect-ExchangeOnline -ShowBanner:$false }

function Test-Grant([string] $Address) {
    # The roles that Exchange says the app holds over this mailbox.
    return @(Test-ServicePrincipalAuthorization -Identity $PrincipalId -Resource $Address |
            Where-Object { $_.InScope } | ForEach-Object { $_.RoleName })
}

if (-not $Check) {
    if (-not (Get-ServicePrincipal | Where-Object { $_.AppId -eq "$ClientId" })) {
        New-ServicePrincipal -AppId $ClientId -ObjectId $PrincipalId -DisplayName $Name | Out-Null
        Write-Host 'Exchange knows the app now.'
    }
    $scope = Get-ManagementScope | Where-Object { $_.Name -eq $Name }
    if (-not $scope) {
        New-ManagementScope -Name $Name -RecipientRestrictionFilter $filter | Out-Null
        Write-Host "The scope is made: $($Mailbox -join ', ')."
    }
    elseif ($scope.RecipientFilter -ne $filter) {
        Set-ManagementScope -Identity $Name -RecipientRestrictionFilter $filter
        Write-Host "The scope is now: $($Mailbox -join ', ')."
    }
    $assigned = @(Get-ManagementRoleAssignment -RoleAssignee "$PrincipalId" | Where-Object { $_.CustomResourceScope -eq $Name } | ForEach-Object { "$($_.Role)" })
    foreach ($role in $roles | Where-Object { $assigned -notcontains $_ }) {
        New-ManagementRoleAssignment -App "$PrincipalId" -Role $role -CustomResourceScope $Name | Out-Null
        Write-Host "$role is assigned."
    }
}

$amiss = @()
foreach ($address in $Mailbox) {
    $held = Test-Grant $address
    $amiss += @($roles | Where-Object { $held -notcontains $_ } | ForEach-Object { "$address lacks $_" })
    $amiss += @($held | Where-Object { $roles -notcontains $_ } | ForEach-Object { "$address grants more than is needed: $_" })
}
# Any other mailbox will do for the counter-check: nothing may be in scope there.
$other = Get-EXOMailbox -ResultSize 20 | Where-Object { $Mailbox -notcontains $_.PrimarySmtpAddress } | Select-Object -First 1
if ($other) { $amiss += @(Test-Grant $other.PrimarySmtpAddress | ForEach-Object { "another mailbox is open to the app: $_" }) }

if ($amiss) {
    $amiss | ForEach-Object { Write-Host "  NO   $_" }
    exit 1
}
Write-Host "The app may do what it needs with $($Mailbox -join ', '), and nothing elsewhere."
