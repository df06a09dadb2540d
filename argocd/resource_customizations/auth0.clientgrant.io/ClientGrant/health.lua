-- All kinds of the operator have the conditions of kstatus: Ready, and Reconciling or Stalled.
-- Idle takes the place of Ready where nothing is to be done on purpose: a sync wave must not wait for that.
local hs = { status = "Progressing", message = "The operator has not reconciled this spec yet." }

local conditions = {}
if obj.status ~= nil and obj.status.conditions ~= nil then
  for _, condition in ipairs(obj.status.conditions) do
    conditions[condition.type] = condition
  end
end
local ready = conditions["Ready"] or conditions["Idle"]
local stalled = conditions["Stalled"]

-- The status describes this spec, or this deletion, only if it has the same generation.
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
end
return hs
