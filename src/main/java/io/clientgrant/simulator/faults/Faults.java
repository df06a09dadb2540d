package io.clientgrant.simulator.faults;

import io.clientgrant.simulator.wire.Request;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** The faults that wait for requests. The oldest one that matches strikes; only one does. */
public final class Faults {
  private final RandomGenerator chance;
  private final Map<Integer, Waiting> waiting = new LinkedHashMap<>();
  private int lastId;

  public Faults(RandomGenerator chance) {
    this.chance = chance;
  }

  /** Adds a fault; the number names it. */
  public synchronized int add(Fault fault) {
    waiting.put(++lastId, new Waiting(fault, fault.times()));
    return lastId;
  }

  /** Takes a fault away; false if it is no longer there. */
  public synchronized boolean remove(int id) {
    return waiting.remove(id) != null;
  }

  /** Takes all faults away. */
  public synchronized void clear() {
    waiting.clear();
  }

  /** The faults that still wait, by number; {@code times} is what is left of it. */
  public synchronized Map<Integer, Fault> all() {
    var all = new LinkedHashMap<Integer, Fault>();
    waiting.forEach(
        (id, w) -> all.put(id, w.left().map(n -> w.fault().times(n)).orElse(w.fault())));
    return all;
  }

  /** The fault that strikes a request, if one does; it has then struck once. */
  public synchronized Optional<Fault> strike(Request request, String template) {
    for (var entry : List.copyOf(new ArrayList<>(waiting.entrySet()))) {
      var candidate = entry.getValue();
      var fault = candidate.fault();
      if (fault.concerns(request, template)
          && fault.share().map(s -> chance.nextDouble() < s).orElse(true)) {
        spend(entry.getKey(), candidate);
        return Optional.of(fault);
      }
    }
    return Optional.empty();
  }

  private void spend(int id, Waiting struck) {
    struck
        .left()
        .ifPresent(left -> {
          if (left == 1) {
            waiting.remove(id);
          } else {
            waiting.put(id, new Waiting(struck.fault(), Optional.of(left - 1)));
          }
        });
  }

  private record Waiting(Fault fault, Optional<Integer> left) {}
}
