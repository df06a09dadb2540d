package io.clientgrant.bench;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What something cost other people: calls to Auth0 and writes to Kubernetes, by kind. Both are
 * counted by who served them.
 */
record Costs(Map<String, Long> calls, Map<String, Long> writes) {
  Costs minus(Costs before) {
    return new Costs(minus(calls, before.calls), minus(writes, before.writes));
  }

  String callsText() {
    return text(calls);
  }

  String writesText() {
    return text(writes);
  }

  private static Map<String, Long> minus(Map<String, Long> now, Map<String, Long> before) {
    var rest = new TreeMap<String, Long>();
    now.forEach((kind, count) -> {
      var more = count - before.getOrDefault(kind, 0L);
      if (more != 0) {
        rest.put(kind, more);
      }
    });
    return rest;
  }

  private static String text(Map<String, Long> counts) {
    return counts.isEmpty()
        ? "0"
        : counts.entrySet().stream()
            .map(entry -> "%d %s".formatted(entry.getValue(), entry.getKey()))
            .collect(Collectors.joining(", "));
  }
}
