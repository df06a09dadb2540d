local actions = {}
actions["refresh"] = {["disabled"] = obj.metadata.deletionTimestamp ~= nil}
return actions
