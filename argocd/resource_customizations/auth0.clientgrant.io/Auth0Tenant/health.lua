-- A ClientGrant and an Auth0Tenant tell of themselves in the way of kstatus: Ready, and Reconciling or Stalled.
local hs = { status = "Progressing", message = "The operator has not looked at it yet." }

local conditions = {}
if obj.status ~= nil and obj.status.conditions ~= nil then
  for _, condition in ipairs(obj.status.conditions) do
    conditions[condition.type] = condition
  end
end
local ready = conditions["Ready"]
local reconciling = conditions["Reconciling"]
local stalled = conditions["Stalled"]

-- The operator has seen this spec, or this deletion, when its status speaks of the same generation.
if ready == nil or obj.status.observedGeneration ~= obj.metadata.generation then
  if obj.metadata.deletionTimestamp ~= nil then
    hs.message = "It is being deleted."
  end
  return hs
end

hs.message = ready.message
if obj.metadata.deletionTimestamp ~= nil then
  if ready.status == "True" then
    hs.message = "It is being deleted."
  end
elseif ready.status == "True" then
  hs.status = "Healthy"
elseif stalled ~= nil and stalled.status == "True" then
  hs.status = "Degraded"
elseif reconciling == nil or reconciling.status ~= "True" then
  hs.status = "Suspended" -- it is left alone, because it or its tenant says so
end
return hs
