package io.clientgrant.simulator.faults;

import io.clientgrant.simulator.wire.Request;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The faults that are waiting for requests. At most one fault applies to a request: the oldest that
 * matches.
 */
public final class Faults {
  private final RandomGenerator random;
  private final Map<Integer, ActiveFault> active = new LinkedHashMap<>();
  private int lastId;

  public Faults(RandomGenerator random) {
    this.random = random;
  }

  /** Adds a fault and returns its number. */
  public synchronized int add(Fault fault) {
    active.put(++lastId, new ActiveFault(fault, fault.times()));
    return lastId;
  }

  /** Removes a fault. Returns false if it does not exist. */
  public synchronized boolean remove(int id) {
    return active.remove(id) != null;
  }

  /** Removes all faults. */
  public synchronized void clear() {
    active.clear();
  }

  /** All waiting faults by number. Their {@code times} is the number of times that are left. */
  public synchronized Map<Integer, Fault> all() {
    var all = new LinkedHashMap<Integer, Fault>();
    active.forEach((id, w) -> all.put(id, w.left().map(n -> w.fault().times(n)).orElse(w.fault())));
    return all;
  }

  /** Takes the fault that applies to a request, if there is one, and counts it as applied once. */
  public synchronized Optional<Fault> take(Request request, String template) {
    for (var entry : List.copyOf(new ArrayList<>(active.entrySet()))) {
      var candidate = entry.getValue();
      var fault = candidate.fault();
      if (fault.matches(request, template)
          && fault.share().map(s -> random.nextDouble() < s).orElse(true)) {
        spend(entry.getKey(), candidate);
        return Optional.of(fault);
      }
    }
    return Optional.empty();
  }

  private void spend(int id, ActiveFault applied) {
    applied
        .left()
        .ifPresent(left -> {
          if (left == 1) {
            active.remove(id);
          } else {
            active.put(id, new ActiveFault(applied.fault(), Optional.of(left - 1)));
          }
        });
  }

  private record ActiveFault(Fault fault, Optional<Integer> left) {}
}
