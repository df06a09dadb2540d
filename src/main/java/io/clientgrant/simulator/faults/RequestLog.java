package io.clientgrant.simulator.faults;

import io.clientgrant.simulator.wire.Request;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What was asked of the simulator. The counts are exact and without end; of the requests themselves
 * the last thousand are kept. A request counts when it arrives, whatever becomes of it.
 */
public final class RequestLog {
  private static final int KEPT = 1000;

  private final InstantSource clock;
  private final SortedMap<String, Long> counts = new TreeMap<>();
  private final SortedMap<Long, RecordedRequest> recent = new TreeMap<>();
  private long last;

  public RequestLog(InstantSource clock) {
    this.clock = clock;
  }

  /** How many requests came for a route, for example {@code POST /api/v2/client-grants}. */
  public synchronized long count(String methodAndTemplate) {
    return counts.getOrDefault(methodAndTemplate, 0L);
  }

  /** How many requests came for each route. */
  public synchronized Map<String, Long> counts() {
    return java.util.Collections.unmodifiableMap(new TreeMap<>(counts));
  }

  /** How many requests came in all. */
  public synchronized long total() {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  /** The last requests, oldest first. */
  public synchronized List<RecordedRequest> recent() {
    return List.copyOf(recent.values());
  }

  /** The last requests for a route, oldest first. */
  public List<RecordedRequest> recent(String methodAndTemplate) {
    return recent().stream().filter(r -> r.route().equals(methodAndTemplate)).toList();
  }

  /** Forgets all counts and requests. */
  public synchronized void reset() {
    counts.clear();
    recent.clear();
  }

  public synchronized RecordedRequest arrived(Request request, String rawQuery, String template) {
    var route = request.method() + " " + template;
    counts.merge(route, 1L, Long::sum);
    var recorded =
        new RecordedRequest(
            ++last,
            clock.instant(),
            request.from(),
            request.method(),
            request.path(),
            rawQuery,
            route,
            request.text(),
            java.util.Optional.empty());
    recent.put(recorded.number(), recorded);
    if (recent.size() > KEPT) {
      recent.remove(recent.firstKey());
    }
    return recorded;
  }

  public synchronized void answered(RecordedRequest request, int status) {
    recent.computeIfPresent(request.number(), (_, known) -> known.answered(status));
  }
}
