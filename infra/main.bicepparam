// For `azd up`: everything comes from the azd environment (`azd env set NAME VALUE`); docs/operating.md lists the names.
using 'main.bicep'

param stage = readEnvironmentVariable('STAGE', 'dev') == 'prod' ? 'prod' : 'dev'
param location = readEnvironmentVariable('AZURE_LOCATION', 'uksouth')
param signInClientId = readEnvironmentVariable('SIGN_IN_CLIENT_ID')
param organiserId = readEnvironmentVariable('ORGANISER_ID')
param programme = readEnvironmentVariable('PROGRAMME', 'cafe.toml')
param operationsAddress = readEnvironmentVariable('OPERATIONS_ADDRESS')
param signUpFormId = readEnvironmentVariable('SIGN_UP_FORM_ID', '')
param feedbackFormId = readEnvironmentVariable('FEEDBACK_FORM_ID', '')
param siteUrl = readEnvironmentVariable('SITE_URL', '')
param allowedRecipients = readEnvironmentVariable('ALLOWED_RECIPIENTS')
param budgetFrom = readEnvironmentVariable('BUDGET_FROM', '2026-11-01')
