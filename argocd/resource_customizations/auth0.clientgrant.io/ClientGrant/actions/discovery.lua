local deleting = obj.metadata.deletionTimestamp ~= nil
local suspended = obj.spec.suspend == true
local status = obj.status or {}
local holds = status.grant ~= nil or status.pending ~= nil
  or (status.formerGrants ~= nil and status.formerGrants[1] ~= nil)

local actions = {}
actions["refresh"] = {["disabled"] = deleting}
actions["suspend"] = {["disabled"] = suspended or deleting}
actions["resume"] = {["disabled"] = not suspended}
-- For a deletion that is blocked: the resource goes, and what it holds stays at the tenant.
actions["release"] = {["disabled"] = not (deleting and holds)}
return actions
