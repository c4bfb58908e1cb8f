// Development: small, may mail to a few addresses only, and is forgotten after a month.
using 'main.bicep'

param stage = 'dev'
param location = 'uksouth'
param signInClientId = readEnvironmentVariable('SIGN_IN_CLIENT_ID')
param organiserId = readEnvironmentVariable('ORGANISER_ID')
param programme = 'cafe.dev.toml'
param operationsAddress = readEnvironmentVariable('OPERATIONS_ADDRESS')
param signUpFormId = readEnvironmentVariable('SIGN_UP_FORM_ID', '')
param feedbackFormId = readEnvironmentVariable('FEEDBACK_FORM_ID', '')
param siteUrl = readEnvironmentVariable('SITE_URL', '')
param allowedRecipients = readEnvironmentVariable('ALLOWED_RECIPIENTS')
param instanceMemoryMB = 2048
param alwaysReadyHttp = 0
param monthlyBudget = 10
param budgetFrom = readEnvironmentVariable('BUDGET_FROM', '2026-11-01')
