-- Generated from argocd/resource_customizations/auth0.clientgrant.io/ClientGrant/actions/suspend/action.lua by tools/generate. Do not edit.
obj.spec.suspend = true
return obj
