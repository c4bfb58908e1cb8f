// Production: locked against deletion, copied to another region, kept for longer, and it may mail to everybody who signed up.
using 'main.bicep'

param stage = 'prod'
param location = 'uksouth'
param signInClientId = readEnvironmentVariable('SIGN_IN_CLIENT_ID')
param organiserId = readEnvironmentVariable('ORGANISER_ID')
param programme = 'cafe.toml'
param operationsAddress = readEnvironmentVariable('OPERATIONS_ADDRESS')
param signUpFormId = readEnvironmentVariable('SIGN_UP_FORM_ID', '')
param feedbackFormId = readEnvironmentVariable('FEEDBACK_FORM_ID', '')
param siteUrl = readEnvironmentVariable('SITE_URL', '')
param allowedRecipients = '*'
param instanceMemoryMB = 2048
param alwaysReadyHttp = 0
param monthlyBudget = 50
param budgetFrom = readEnvironmentVariable('BUDGET_FROM', '2026-11-01')
