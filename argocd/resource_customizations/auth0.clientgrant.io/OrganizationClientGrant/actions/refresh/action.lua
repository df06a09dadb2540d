-- Generated from argocd/resource_customizations/auth0.clientgrant.io/ClientGrant/actions/refresh/action.lua by tools/generate. Do not edit.
local os = require("os")
if obj.metadata.annotations == nil then
  obj.metadata.annotations = {}
end
obj.metadata.annotations["auth0.clientgrant.io/requestedAt"] = os.date("!%Y-%m-%dT%XZ")
return obj
