// Lets the pipeline into one stage's resource group, without a secret: GitHub's own tokens are exchanged for Azure's.
// An owner of the group deploys this once for each stage (../docs/operating.md); the pipeline cannot change what it may do.

@allowed(['dev', 'prod'])
@description('The stage, which is also the name of the GitHub environment.')
param stage string

@description('The repository, as in owner/name.')
param repository string

param location string = resourceGroup().location

var issuer = 'https://token.actions.githubusercontent.com'

resource deployer 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: 'id-github-cafe-${stage}'
  location: location
}

@description('Only jobs of the environment. In prod, somebody has approved them.')
resource fromEnvironment 'Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials@2024-11-30' = {
  parent: deployer
  name: 'environment'
  properties: {
    issuer: issuer
    subject: 'repo:${repository}:environment:${stage}'
    audiences: ['api://AzureADTokenExchange']
  }
}

resource reviewer 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: 'id-github-cafe-${stage}-what-if'
  location: location
}

@description('Pull requests. Nobody has reviewed their code yet, so they may only look, and ask what would change.')
resource fromPullRequest 'Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials@2024-11-30' = {
  parent: reviewer
  name: 'pull-request'
  properties: {
    issuer: issuer
    subject: 'repo:${repository}:pull_request'
    audiences: ['api://AzureADTokenExchange']
  }
}

@description('Reader alone may not ask what a deployment would change.')
resource whatIf 'Microsoft.Authorization/roleDefinitions@2022-04-01' = {
  name: guid(resourceGroup().id, 'what-if')
  properties: {
    roleName: 'Café ${stage}: ask what would change (${uniqueString(resourceGroup().id)})'
    description: 'Ask what a deployment to this resource group would change.'
    type: 'CustomRole'
    assignableScopes: [resourceGroup().id]
    permissions: [
      {
        actions: ['Microsoft.Resources/deployments/whatIf/action', 'Microsoft.Resources/deployments/validate/action']
      }
    ]
  }
}

// The roles that main.bicep assigns: the deployer may assign these and no others, to service principals alone.
var assignable = [
  'b7e6dc6d-f1e8-4753-8033-0f276bb0955b'
  '974c5e8b-45b9-4653-ba55-5f855dd0fb88'
  '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3'
  '4633458b-17de-408a-b874-0445c86b69e6'
  '3913510d-42f4-4e42-8a64-420c390055eb'
]
var theseRoles = replace('''
(
 (!(ActionMatches{'Microsoft.Authorization/roleAssignments/write'}))
 OR
 (@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {ROLES}
  AND @Request[Microsoft.Authorization/roleAssignments:PrincipalType] ForAnyOfAnyValues:StringEqualsIgnoreCase {'ServicePrincipal'})
)
AND
(
 (!(ActionMatches{'Microsoft.Authorization/roleAssignments/delete'}))
 OR
 (@Resource[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {ROLES})
)
''', 'ROLES', join(assignable, ', '))

var grants = [
  { deploys: true, role: 'b24988ac-6180-42a0-ab88-20f7382dd24c', only: '' } // Contributor
  { deploys: true, role: '28bf596f-4eb7-45ce-b5bc-6cf482fec137', only: '' } // Locks Contributor
  { deploys: true, role: 'f58310d9-a9f6-439a-9e8d-f62e7b41a168', only: theseRoles } // Role Based Access Control Administrator
  { deploys: false, role: 'acdd72a7-3385-48ef-bd42-f606fba81ae7', only: '' } // Reader
  { deploys: false, role: whatIf.name, only: '' }
]

resource assignments 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for grant in grants: {
  name: guid(resourceGroup().id, 'github', grant.role)
  properties: {
    principalId: grant.deploys ? deployer.properties.principalId : reviewer.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', grant.role)
    condition: empty(grant.only) ? null : grant.only
    conditionVersion: empty(grant.only) ? null : '2.0'
  }
}]

output deployerClientId string = deployer.properties.clientId
output reviewerClientId string = reviewer.properties.clientId
