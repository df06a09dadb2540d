-- Generated from argocd/resource_customizations/auth0.clientgrant.io/ClientGrant/actions/release/action.lua by tools/generate. Do not edit.
-- The annotation names what may stay behind. Nobody knows the id of a grant if the answer to its creation was lost.
local status = obj.status or {}
local held = status.grant
if held == nil and status.pending == nil and status.formerGrants ~= nil then
  held = status.formerGrants[1]
end

if obj.metadata.annotations == nil then
  obj.metadata.annotations = {}
end
obj.metadata.annotations["auth0.clientgrant.io/release"] = held ~= nil and held.id or "unknown"
return obj
