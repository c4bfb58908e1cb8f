// Everything a café runs on, in one resource group that holds nothing else. secret.bicep makes its secret, once; github.bicep lets
// the pipeline in. What is not Azure's (mailbox, Teams, the sign-in) is granted by ../scripts; ../docs/operating.md has the order.

@allowed(['dev', 'prod'])
@description('Production is locked against deletion, kept for longer, and may write to everybody.')
param stage string

@description('Where everything lives. UK South keeps the data in the country, with a copy in another part of it.')
param location string = resourceGroup().location

@description('Client id of the sign-in\'s app registration (../scripts/sign-in.ps1 makes it and prints it).')
param signInClientId string

@description('Object id of the organiser\'s user (../scripts/teams.ps1 prints it). Attendance is read by it.')
param organiserId string

@description('The programme file in the package. Each stage has its own, with its own mailbox and Forms.')
param programme string

@description('The address that gets an email when an alert goes off, and when the budget is nearly used.')
param operationsAddress string

@description('Id of the sign-up Form: the long `id=` in the address of its page. Left empty, no flow is made.')
param signUpFormId string = ''

@description('Id of the feedback Form. Left empty, feedback comes from the café\'s own page alone.')
param feedbackFormId string = ''

@description('The addresses or domains that may get mail, with commas between; * for everybody.')
param allowedRecipients string

@description('Mails a minute: Exchange Online takes about 30 from one mailbox.')
param mailsPerMinute int = 28

@description('The address people see, if the café has a domain of its own; without a slash at the end.')
param siteUrl string = ''

@allowed([512, 2048, 4096])
@description('Memory of one instance, in MB; the processor grows with it.')
param instanceMemoryMB int = 2048

@minValue(40)
@maxValue(1000)
@description('Instances at most; 40 is the least that Flex Consumption takes.')
param maximumInstances int = 40

@minValue(0)
@description('Instances that always wait for requests: with 1 the first visitor does not wait for the start. Billed by the hour.')
param alwaysReadyHttp int = 0

@description('Whether only a virtual network reaches storage and vault. The pages stay public.')
param privateNetwork bool = false

@description('What the resource group may cost in a month, in the billing currency.')
param monthlyBudget int = 50

@description('First day of the budget; it cannot be moved once the budget is there.')
param budgetFrom string = '2026-11-01'

var production = stage == 'prod'
var unique = uniqueString(resourceGroup().id)
var appName = 'cafe-${stage}-${unique}'
var site = empty(siteUrl) ? 'https://${appName}.azurewebsites.net' : siteUrl
var publicAccess = privateNetwork ? 'Disabled' : 'Enabled'
var otherwise = privateNetwork ? 'Deny' : 'Allow' // for a request that no rule names
var redundancy = production ? 'Standard_GZRS' : 'Standard_LRS'
var azureCli = '04b07795-8ddb-461a-bbee-02f9e1bf7b46' // an admin uses its tokens at a terminal, with their own role
var keptDays = production ? 90 : 30 // as [retention] refused_responses in cafe.toml

// Each queue has a poison queue. A message that failed five times ends there.
var queues = [
  'session-planned'
  'session-changed'
  'session-cancelled'
  'response-received'
  'registration-made'
  'address-confirmed'
  'registration-cancelled'
  'notice-due'
  'reminder-due'
  'delivery-due'
  'session-ended'
  'feedback-due'
  'digest-due'
  'bulletin-approved'
  'programme-published'
]

var tables = [
  'sessions'
  'opensessions'
  'registrations'
  'standing'
  'seating'
  'waiting'
  'knownaddresses'
  'rolls'
  'questions'
  'arrivals'
  'formresponses'
  'responsesofmonth'
  'deliveries'
  'mailboxes'
  'bouncesread'
  'matters'
  'laterslots'
  'notices'
  'attendance'
  'attendancetaken'
  'feedback'
  'answered'
  'briefings'
  'digests'
  'items'
  'freshitems'
  'hosts'
  'held'
  'holds'
  'issues'
  'subscriptions'
  'readership'
  'failedwork'
  'audit'
  'programmeversions'
  'colleagues'
  'tallies'
  'mailtroubles'
  'booksaudited'
  'heartbeats'
  'pulses'
  'postcounts'
]

// ---- identities, and what they may do --------------------------------------------------------------------------

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: 'id-${appName}'
  location: location
}

@description('The flows have an identity of their own: it may hand over responses and nothing else.')
resource flowIdentity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: 'id-flows-${appName}'
  location: location
}

// The roles hold for this resource group, which has one storage account, one vault and one Application Insights.
var roles = [
  'b7e6dc6d-f1e8-4753-8033-0f276bb0955b' // Storage Blob Data Owner: the host's leases and keys, the package
  '974c5e8b-45b9-4653-ba55-5f855dd0fb88' // Storage Queue Data Contributor: triggers read and delete, steps send
  '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3' // Storage Table Data Contributor: rows
  '4633458b-17de-408a-b874-0445c86b69e6' // Key Vault Secrets User: reads the café's secret
  '3913510d-42f4-4e42-8a64-420c390055eb' // Monitoring Metrics Publisher: telemetry without a key
]

resource assignments 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for role in roles: {
  name: guid(resourceGroup().id, identity.id, role)
  properties: {
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role)
  }
}]

// ---- storage ---------------------------------------------------------------------------------------------------

resource storage 'Microsoft.Storage/storageAccounts@2025-06-01' = {
  name: 'cafe${stage}${unique}'
  location: location
  // checkov:skip=CKV_AZURE_43:the stage and a hash of the group are 21 lower-case letters and digits at most
  // checkov:skip=CKV_AZURE_35:without a private network no network rule fits a plan whose addresses change; every request needs the identity
  // checkov:skip=CKV_AZURE_206:production has a copy in another region (the variable), elsewhere nothing is kept
  kind: 'StorageV2'
  sku: { name: redundancy }
  properties: {
    allowSharedKeyAccess: false
    allowBlobPublicAccess: false
    allowCrossTenantReplication: false
    defaultToOAuthAuthentication: true
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
    publicNetworkAccess: publicAccess
    networkAcls: { defaultAction: otherwise, bypass: 'AzureServices' }
  }
}

resource storageLock 'Microsoft.Authorization/locks@2020-05-01' = if (production) {
  scope: storage
  name: 'keep'
  properties: { level: 'CanNotDelete', notes: 'Registrations, deliveries and feedback of the café.' }
}

resource blobs 'Microsoft.Storage/storageAccounts/blobServices@2025-06-01' = {
  parent: storage
  name: 'default'
  properties: {
    isVersioningEnabled: true
    deleteRetentionPolicy: { enabled: true, days: 14 }
    containerDeleteRetentionPolicy: { enabled: true, days: 14 }
  }
}

resource packages 'Microsoft.Storage/storageAccounts/blobServices/containers@2025-06-01' = {
  parent: blobs
  name: 'app-package'
  properties: { publicAccess: 'None' }
}

@description('The app itself forgets rows. A blob that it overwrites or deletes is gone after this many days.')
resource lifecycle 'Microsoft.Storage/storageAccounts/managementPolicies@2025-06-01' = {
  parent: storage
  name: 'default'
  properties: {
    policy: {
      rules: [
        {
          name: 'forget-earlier-versions'
          type: 'Lifecycle'
          definition: {
            filters: { blobTypes: ['blockBlob'] }
            actions: {
              version: { delete: { daysAfterCreationGreaterThan: keptDays } }
              snapshot: { delete: { daysAfterCreationGreaterThan: keptDays } }
            }
          }
        }
      ]
    }
  }
  dependsOn: [blobs]
}

resource queueService 'Microsoft.Storage/storageAccounts/queueServices@2025-06-01' = {
  parent: storage
  name: 'default'
}

resource workQueues 'Microsoft.Storage/storageAccounts/queueServices/queues@2025-06-01' = [for queue in queues: {
  parent: queueService
  name: queue
}]

resource poisonQueues 'Microsoft.Storage/storageAccounts/queueServices/queues@2025-06-01' = [for queue in queues: {
  parent: queueService
  name: '${queue}-poison'
}]

resource tableService 'Microsoft.Storage/storageAccounts/tableServices@2025-06-01' = {
  parent: storage
  name: 'default'
}

resource rows 'Microsoft.Storage/storageAccounts/tableServices/tables@2025-06-01' = [for table in tables: {
  parent: tableService
  name: table
}]

// ---- the vault of the café's secret, which secret.bicep makes once -----------------------------------------------------------------------------------------

resource vault 'Microsoft.KeyVault/vaults@2024-11-01' = {
  // checkov:skip=CKV_AZURE_109:without a private network no network rule fits a plan whose addresses change; every request needs the identity
  // checkov:skip=CKV_AZURE_189:as above; one parameter (privateNetwork) closes it
  name: take('kv-${stage}-${unique}', 24)
  location: location
  properties: {
    tenantId: tenant().tenantId
    sku: { family: 'A', name: 'standard' }
    enableRbacAuthorization: true
    enableSoftDelete: true
    softDeleteRetentionInDays: 90
    enablePurgeProtection: true
    publicNetworkAccess: 'Enabled' // for what the rules below let through, which in a private network is its endpoint alone
    networkAcls: { defaultAction: otherwise, bypass: 'AzureServices' }
  }
}

// ---- logs ------------------------------------------------------------------------------------------------------

resource logs 'Microsoft.OperationalInsights/workspaces@2025-02-01' = {
  name: 'log-${appName}'
  location: location
  properties: {
    sku: { name: 'PerGB2018' }
    retentionInDays: production ? 90 : 30
    workspaceCapping: { dailyQuotaGb: 1 }
    features: { disableLocalAuth: true }
  }
}

resource insights 'Microsoft.Insights/components@2020-02-02' = {
  name: 'appi-${appName}'
  location: location
  kind: 'web'
  properties: {
    Application_Type: 'web'
    WorkspaceResourceId: logs.id
    DisableLocalAuth: true
  }
}

// ---- the app ---------------------------------------------------------------------------------------------------

resource plan 'Microsoft.Web/serverfarms@2024-11-01' = {
  name: 'plan-${appName}'
  location: location
  // checkov:skip=CKV_AZURE_225:work waits in queues while a zone is lost; instances in every zone would be billed by the hour
  kind: 'functionapp'
  sku: { name: 'FC1', tier: 'FlexConsumption' }
  properties: { reserved: true }
}

resource app 'Microsoft.Web/sites@2024-11-01' = {
  name: appName
  location: location
  // checkov:skip=CKV_AZURE_222:its pages are for the public; signIn below says which
  // checkov:skip=CKV_AZURE_17:people come with browsers, flows with a token
  // checkov:skip=CKV_AZURE_212:it scales to nothing between events; alwaysReadyHttp keeps one
  // checkov:skip=CKV_AZURE_213:the plan has no health probe of its own; healthTest below asks from outside
  kind: 'functionapp,linux'
  tags: { 'azd-service-name': 'cafe' }
  identity: { type: 'UserAssigned', userAssignedIdentities: { '${identity.id}': {} } }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    clientAffinityEnabled: false
    keyVaultReferenceIdentity: identity.id
    virtualNetworkSubnetId: privateNetwork ? appSubnet.id : null
    siteConfig: {
      alwaysOn: false
      ftpsState: 'Disabled'
      http20Enabled: true
      minTlsVersion: '1.2'
      scmMinTlsVersion: '1.2'
      remoteDebuggingEnabled: false
      appSettings: [
        // the host's, and those of Azure's own libraries
        { name: 'AzureWebJobsStorage__credential', value: 'managedidentity' }
        { name: 'AzureWebJobsStorage__clientId', value: identity.properties.clientId }
        { name: 'AzureWebJobsStorage__blobServiceUri', value: storage.properties.primaryEndpoints.blob }
        { name: 'AzureWebJobsDisableHomepage', value: 'true' }
        { name: 'APPLICATIONINSIGHTS_CONNECTION_STRING', value: insights.properties.ConnectionString }
        { name: 'APPLICATIONINSIGHTS_AUTHENTICATION_STRING', value: 'ClientId=${identity.properties.clientId};Authorization=AAD' }
        { name: 'OVERRIDE_USE_MI_FIC_ASSERTION_CLIENTID', value: identity.properties.clientId } // the sign-in proves itself with the identity
        // the settings model's
        { name: 'AzureWebJobsStorage__queueServiceUri', value: storage.properties.primaryEndpoints.queue }
        { name: 'AzureWebJobsStorage__tableServiceUri', value: storage.properties.primaryEndpoints.table }
        { name: 'AZURE_CLIENT_ID', value: identity.properties.clientId }
        { name: 'CAFE_GRAPH_URL', value: 'https://graph.microsoft.com/v1.0' }
        { name: 'CAFE_SITE_URL', value: site }
        { name: 'CAFE_SECRET', value: '@Microsoft.KeyVault(SecretUri=${vault.properties.vaultUri}secrets/cafe-secret)' }
        { name: 'CAFE_STAGE', value: stage }
        { name: 'CAFE_ORGANISER_ID', value: organiserId }
        { name: 'CAFE_PROGRAMME', value: programme }
        { name: 'CAFE_ALLOWED_RECIPIENTS', value: allowedRecipients }
        { name: 'CAFE_MAILS_PER_MINUTE', value: string(mailsPerMinute) }
      ]
    }
    functionAppConfig: {
      deployment: {
        storage: {
          type: 'blobContainer'
          value: '${storage.properties.primaryEndpoints.blob}${packages.name}'
          authentication: { type: 'UserAssignedIdentity', userAssignedIdentityResourceId: identity.id }
        }
      }
      runtime: { name: 'python', version: '3.13' }
      scaleAndConcurrency: {
        instanceMemoryMB: instanceMemoryMB
        maximumInstanceCount: maximumInstances
        alwaysReady: alwaysReadyHttp == 0 ? [] : [{ name: 'http', instanceCount: alwaysReadyHttp }]
        triggers: { http: { perInstanceConcurrency: 16 } }
      }
    }
  }
  dependsOn: [assignments]
}

resource publishing 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2024-11-01' = [for way in ['ftp', 'scm']: {
  parent: app
  name: way
  properties: { allow: false }
}]

// Without a sign-in, people reach only the public pages. Each function asks for its role all the same.
resource signIn 'Microsoft.Web/sites/config@2024-11-01' = {
  // checkov:skip=CKV_AZURE_13:it looks for the settings of version 1; these are version 2
  // checkov:skip=CKV_AZURE_222:the site says who reaches it, not its sign-in
  // checkov:skip=CKV_AZURE_63:about the configuration "web", which this is not
  // checkov:skip=CKV_AZURE_65:about the configuration "web", which this is not
  // checkov:skip=CKV_AZURE_66:about the configuration "web", which this is not
  // checkov:skip=CKV_AZURE_80:about the configuration "web", which this is not
  // checkov:skip=CKV_AZURE_88:about the configuration "web", which this is not
  parent: app
  name: 'authsettingsV2'
  properties: {
    platform: { enabled: true, runtimeVersion: '~1' }
    globalValidation: {
      requireAuthentication: true
      unauthenticatedClientAction: 'RedirectToLoginPage'
      redirectToProvider: 'azureactivedirectory'
      excludedPaths: [
        '/'
        '/sign-up'
        '/sign-up/mend/*'
        '/my/*'
        '/confirm/*'
        '/feedback/*'
        '/bulletin'
        '/bulletin/*' // everybody may read these; pages that need a sign-in are under /console
        '/privacy'
        '/accessibility'
        '/assets/*'
        '/robots.txt'
        '/api/health'
        '/api/health/*'
        '/admin/*' // the host's own, behind its keys: the platform reads the list of functions from it
      ]
    }
    identityProviders: {
      azureActiveDirectory: {
        enabled: true
        registration: {
          clientId: signInClientId
          clientSecretSettingName: 'OVERRIDE_USE_MI_FIC_ASSERTION_CLIENTID'
          openIdIssuer: '${environment().authentication.loginEndpoint}${tenant().tenantId}/v2.0'
        }
        validation: {
          allowedAudiences: ['api://${signInClientId}', signInClientId]
          defaultAuthorizationPolicy: { allowedApplications: [signInClientId, flowIdentity.properties.clientId, azureCli] }
        }
      }
    }
    login: { tokenStore: { enabled: false } }
    httpSettings: { requireHttps: true }
  }
}

// ---- the Forms' road -------------------------------------------------------------------------------------------

// Somebody of the team consents to it once, in the portal; it then sees the Forms that this person sees.
resource formsConnection 'Microsoft.Web/connections@2016-06-01' = {
  name: 'forms-${appName}'
  location: location
  properties: {
    displayName: 'Microsoft Forms of the café'
    api: { id: subscriptionResourceId('Microsoft.Web/locations/managedApis', location, 'microsoftforms') }
  }
}

var forms = [
  { name: 'sign-up', id: signUpFormId }
  { name: 'feedback', id: feedbackFormId }
]
var handOver = loadTextContent('flows/hand-over.json') // each new response, as it comes
var reconcile = loadTextContent('flows/reconcile.json') // each night: those that never arrived
var flows = [
  { form: forms[0], does: 'hand-over', definition: handOver }
  { form: forms[0], does: 'reconcile', definition: reconcile }
  { form: forms[1], does: 'hand-over', definition: handOver }
  { form: forms[1], does: 'reconcile', definition: reconcile }
]

resource workflows 'Microsoft.Logic/workflows@2019-05-01' = [for flow in flows: if (!empty(flow.form.id)) {
  name: '${flow.form.name}-${flow.does}-${appName}'
  location: location
  identity: { type: 'UserAssigned', userAssignedIdentities: { '${flowIdentity.id}': {} } }
  properties: {
    state: 'Enabled'
    // an action's identity has to stand in the definition itself: a workflow's parameters are not read there
    definition: json(replace(flow.definition, '{flow-identity}', flowIdentity.id))
    parameters: {
      formId: { value: flow.form.id }
      audience: { value: 'api://${signInClientId}' }
      handOverTo: { value: 'https://${app.properties.defaultHostName}/api/forms/${flow.form.name}' }
      '$connections': {
        value: {
          microsoftforms: {
            id: formsConnection.properties.api.id
            connectionId: formsConnection.id
            connectionName: formsConnection.name
          }
        }
      }
    }
    // nobody may use a flow's address to start it or to read what it carried
    accessControl: {
      contents: { allowedCallerIpAddresses: [{ addressRange: '0.0.0.0-0.0.0.0' }] }
    }
  }
}]

// ---- what is logged, and who is told ---------------------------------------------------------------------------

// Writing to a poison queue is an alert; deletions of rows and packages are kept as evidence.
resource queueLogs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: queueService
  name: 'to-logs'
  properties: { workspaceId: logs.id, logs: [{ category: 'StorageWrite', enabled: true }] }
}

resource tableLogs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: tableService
  name: 'to-logs'
  properties: { workspaceId: logs.id, logs: [{ category: 'StorageDelete', enabled: true }] }
}

resource blobLogs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: blobs
  name: 'to-logs'
  properties: { workspaceId: logs.id, logs: [{ category: 'StorageDelete', enabled: true }] }
}

resource vaultLogs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: vault
  name: 'to-logs'
  properties: { workspaceId: logs.id, logs: [{ category: 'AuditEvent', enabled: true }] }
}

resource flowLogs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = [for (flow, i) in flows: if (!empty(flow.form.id)) {
  scope: workflows[i]
  name: 'to-logs'
  properties: { workspaceId: logs.id, logs: [{ category: 'WorkflowRuntime', enabled: true }] }
}]

resource operations 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: 'operations-${appName}'
  location: 'global'
  properties: {
    enabled: true
    groupShortName: 'cafe-ops'
    emailReceivers: [{ name: 'operations', emailAddress: operationsAddress, useCommonAlertSchema: true }]
  }
}

// Each query gives a row for each fault, in the column `What`. docs/operating.md says what to do about it.
// Timers that come less often than a query can look back (two days) are watched by /api/health.
var alerts = [
  {
    name: 'failed-work'
    title: 'Work was given up and waits for a person'
    severity: 2
    every: 'PT15M'
    over: 'PT15M'
    query: '''
AppTraces
| where Message startswith 'measured: '
| summarize arg_max(TimeGenerated, Message)
| parse Message with 'measured: ' Kept: int ' pieces of failed work, oldest due mail ' Seconds: int ' s' *
| where Kept > 0
| project What = 'failed work'
'''
  }
  {
    name: 'poison-message'
    title: 'A message failed five times'
    severity: 2
    every: 'PT15M'
    over: 'PT15M'
    query: '''
StorageQueueLogs
| where OperationName == 'PutMessage' and Uri has '-poison/messages'
| summarize by What = tostring(split(parse_url(Uri).Path, '/')[1])
'''
  }
  {
    name: 'delivery-late'
    title: 'A mail has been due for more than half an hour'
    severity: 1
    every: 'PT15M'
    over: 'PT15M'
    query: '''
AppTraces
| where Message startswith 'measured: '
| summarize arg_max(TimeGenerated, Message)
| parse Message with 'measured: ' Kept: int ' pieces of failed work, oldest due mail ' Seconds: int ' s' *
| where Seconds > 1800
| project What = 'the mail due longest'
'''
  }
  {
    name: 'timer-silent'
    title: 'A timer has not run'
    severity: 1
    every: 'PT30M'
    over: 'P2D'
    query: '''
let seen_since = toscalar(AppRequests | summarize min(TimeGenerated));
datatable(Name: string, Within: timespan) [
  'on_pulse_due', 30m,
  'on_reminders_due', 30m,
  'on_closing_due', 60m,
  'on_bounces_due', 2h,
  'on_slots_due', 3h,
  'on_unconfirmed_due', 3h,
  'on_horizon_scan_due', 7h,
  'on_planning_due', 25h,
  'on_retention_due', 25h,
  'on_release_due', 25h,
  'on_readers_due', 25h,
  'on_arrivals_due', 25h,
  'on_audit_due', 25h,
]
| join kind=leftouter (AppRequests | summarize Last = max(TimeGenerated) by Name) on Name
| where coalesce(Last, seen_since) < ago(Within)
| project What = Name
'''
  }
  {
    name: 'function-failing'
    title: 'A function fails'
    severity: 2
    every: 'PT30M'
    over: 'PT30M'
    query: '''
AppRequests
| where Success == false and ResultCode !startswith '4' and Name !endswith 'health/ready'
| summarize Times = count() by What = Name
| where Times >= 3
| project What
'''
  }
  {
    name: 'response-lost'
    title: 'A response of a Form could not be handed over'
    severity: 2
    every: 'PT15M'
    over: 'PT15M'
    query: '''
AzureDiagnostics
| where ResourceProvider == 'MICROSOFT.LOGIC' and Category == 'WorkflowRuntime'
| where OperationName == 'Microsoft.Logic/workflows/workflowRunCompleted' and status_s == 'Failed'
| summarize by What = strcat(resource_workflowName_s, ', response ', correlation_clientTrackingId_s)
'''
  }
  {
    name: 'form-silent'
    title: 'No response from a Form for days although sign-up is open'
    severity: 2
    every: 'PT1H'
    over: 'P1D'
    query: '''
AppTraces
| where Message startswith 'a Form is silent' or Message startswith 'responses never arrived'
| summarize by What = tostring(split(Message, ' trace=')[0])
'''
  }
  {
    name: 'books'
    title: 'Somebody did not get what the café promised them'
    severity: 2
    every: 'PT1H'
    over: 'P1D'
    query: '''
AppTraces
| where Message startswith 'the books do not balance'
| summarize by What = 'the books of the last two weeks'
'''
  }
  {
    name: 'attendance'
    title: 'Nobody knows who came to a session'
    severity: 3
    every: 'PT1H'
    over: 'P1D'
    query: '''
AppTraces
| where Message startswith 'attendance not taken'
| summarize by What = tostring(split(Message, ' trace=')[0])
'''
  }
]

resource alertRules 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [for alert in alerts: {
  name: '${alert.name}-${appName}'
  location: location
  kind: 'LogAlert'
  properties: {
    displayName: alert.title
    description: '${alert.title}. What to do: docs/operating.md, "${alert.name}".'
    severity: alert.severity
    enabled: true
    scopes: [logs.id]
    evaluationFrequency: alert.every
    windowSize: alert.over
    skipQueryValidation: true // some tables come with their first row only
    autoMitigate: true // one mail when it begins, one when it is over
    criteria: {
      allOf: [
        {
          query: alert.query
          timeAggregation: 'Count'
          operator: 'GreaterThan'
          threshold: 0
          dimensions: [{ name: 'What', operator: 'Include', values: ['*'] }]
          failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
        }
      ]
    }
    actions: { actionGroups: [operations.id] }
  }
}]

resource healthTest 'Microsoft.Insights/webtests@2022-06-15' = {
  name: 'health-${appName}'
  location: location
  kind: 'standard'
  tags: { 'hidden-link:${insights.id}': 'Resource' }
  properties: {
    SyntheticMonitorId: 'health-${appName}'
    Name: 'The café is healthy'
    Kind: 'standard'
    Enabled: true
    Frequency: 900 // seconds; each test is billed
    Timeout: 30
    RetryEnabled: true
    Locations: [{ Id: 'emea-ru-msa-edge' }, { Id: 'emea-gb-db3-azr' }] // UK South, Ireland
    Request: { RequestUrl: '${site}/api/health/ready', HttpVerb: 'GET', ParseDependentRequests: false, FollowRedirects: false }
    ValidationRules: { ExpectedHttpStatusCode: 200, SSLCheck: true, SSLCertRemainingLifetimeCheck: 14 }
  }
}

resource healthAlert 'Microsoft.Insights/metricAlerts@2018-03-01' = {
  name: 'unhealthy-${appName}'
  location: 'global'
  properties: {
    description: 'The café is not healthy, seen from two places. What to do: docs/operating.md, "unhealthy".'
    severity: 1
    enabled: true
    scopes: [healthTest.id, insights.id]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT15M'
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.WebtestLocationAvailabilityCriteria'
      webTestId: healthTest.id
      componentId: insights.id
      failedLocationCount: 2
    }
    actions: [{ actionGroupId: operations.id }]
  }
}

resource budget 'Microsoft.Consumption/budgets@2024-08-01' = {
  name: 'cafe-${stage}'
  properties: {
    category: 'Cost'
    amount: monthlyBudget
    timeGrain: 'Monthly'
    timePeriod: { startDate: budgetFrom }
    notifications: {
      nearlyUsed: { enabled: true, operator: 'GreaterThanOrEqualTo', threshold: 80, thresholdType: 'Actual', contactEmails: [operationsAddress] }
      willBeUsed: { enabled: true, operator: 'GreaterThanOrEqualTo', threshold: 100, thresholdType: 'Forecasted', contactEmails: [operationsAddress] }
    }
  }
}

resource workbook 'Microsoft.Insights/workbooks@2023-06-01' = {
  name: guid(resourceGroup().id, 'the month')
  location: location
  kind: 'shared'
  properties: {
    displayName: 'The café\'s month (${stage})'
    category: 'workbook'
    sourceId: logs.id
    serializedData: string(loadJsonContent('workbook.json'))
  }
}

// ---- the private network, where one is wanted -------------------------------------------------------------------

resource network 'Microsoft.Network/virtualNetworks@2024-10-01' = if (privateNetwork) {
  name: 'vnet-${appName}'
  location: location
  properties: { addressSpace: { addressPrefixes: ['10.20.0.0/24'] } }
}

resource appSubnet 'Microsoft.Network/virtualNetworks/subnets@2024-10-01' = if (privateNetwork) {
  parent: network
  name: 'app'
  properties: {
    addressPrefix: '10.20.0.0/26'
    delegations: [{ name: 'flex', properties: { serviceName: 'Microsoft.App/environments' } }]
  }
}

resource endpointSubnet 'Microsoft.Network/virtualNetworks/subnets@2024-10-01' = if (privateNetwork) {
  parent: network
  name: 'endpoints'
  properties: { addressPrefix: '10.20.0.64/27', privateEndpointNetworkPolicies: 'Disabled' }
  dependsOn: [appSubnet] // a network takes one change at a time
}

var behind = [
  { name: 'blob', zone: 'privatelink.blob.${environment().suffixes.storage}' }
  { name: 'queue', zone: 'privatelink.queue.${environment().suffixes.storage}' }
  { name: 'table', zone: 'privatelink.table.${environment().suffixes.storage}' }
  { name: 'vault', zone: 'privatelink.vaultcore.azure.net' }
]

resource zones 'Microsoft.Network/privateDnsZones@2024-06-01' = [for one in behind: if (privateNetwork) {
  name: one.zone
  location: 'global'
}]

resource zoneLinks 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2024-06-01' = [for (one, i) in behind: if (privateNetwork) {
  parent: zones[i]
  name: 'to-${appName}'
  location: 'global'
  properties: { registrationEnabled: false, virtualNetwork: { id: network.id } }
}]

resource endpoints 'Microsoft.Network/privateEndpoints@2024-10-01' = [for one in behind: if (privateNetwork) {
  name: 'pe-${one.name}-${appName}'
  location: location
  properties: {
    subnet: { id: endpointSubnet.id }
    privateLinkServiceConnections: [
      { name: one.name, properties: { privateLinkServiceId: one.name == 'vault' ? vault.id : storage.id, groupIds: [one.name] } }
    ]
  }
}]

resource endpointZones 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2024-10-01' = [for (one, i) in behind: if (privateNetwork) {
  parent: endpoints[i]
  name: 'default'
  properties: { privateDnsZoneConfigs: [{ name: one.name, properties: { privateDnsZoneId: zones[i].id } }] }
}]

// ---- for the scripts and the pipeline --------------------------------------------------------------------------

output appName string = app.name
output siteUrl string = site
output vaultName string = vault.name
output identityName string = identity.name
output identityClientId string = identity.properties.clientId
output identityPrincipalId string = identity.properties.principalId
output flowIdentityPrincipalId string = flowIdentity.properties.principalId
output formsConnectionName string = formsConnection.name
