-- Generated from argocd/resource_customizations/auth0.clientgrant.io/ClientGrant/actions/resume/action.lua by tools/generate. Do not edit.
obj.spec.suspend = false
return obj
