// Makes the café's secret, which signs personal links and keys people in the tables. ../scripts/secret.ps1 runs this only where
// there is none yet: a new secret makes every link invalid and every person a stranger. Nobody ever sees the value.

@description('Name of the vault that main.bicep made.')
param vaultName string

@secure()
// checkov:skip=CKV_AZURE_131:the default is made anew and at random by each deployment
@description('Two random GUIDs: 244 random bits.')
param value string = '${newGuid()}${newGuid()}'

resource vault 'Microsoft.KeyVault/vaults@2024-11-01' existing = {
  name: vaultName
}

resource secret 'Microsoft.KeyVault/vaults/secrets@2024-11-01' = {
  // checkov:skip=CKV_AZURE_41:it keys the rows of people and cannot expire; docs/operating.md says how it is replaced
  parent: vault
  name: 'cafe-secret'
  properties: { value: value, contentType: 'text/plain' }
}
