package io.clientgrant.simulator.server;

import io.clientgrant.simulator.wire.Request;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Counts the requests and keeps the last thousand. The counts are exact. A request counts when it
 * arrives, whatever the response is.
 */
public final class RequestLog {
  private static final int KEPT = 1000;
  private static final int LONGEST_CORRELATION_ID = 64;

  private final InstantSource clock;
  private final SortedMap<String, Long> counts = new TreeMap<>();
  private final SortedMap<Long, RecordedRequest> recent = new TreeMap<>();
  private long last;

  public RequestLog(InstantSource clock) {
    this.clock = clock;
  }

  /** The number of requests to a route, for example {@code POST /api/v2/client-grants}. */
  public synchronized long count(String methodAndTemplate) {
    return counts.getOrDefault(methodAndTemplate, 0L);
  }

  /** The number of requests to each route. */
  public synchronized Map<String, Long> counts() {
    return java.util.Collections.unmodifiableMap(new TreeMap<>(counts));
  }

  /** The number of all requests. */
  public synchronized long total() {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  /** The last requests, oldest first. */
  public synchronized List<RecordedRequest> recent() {
    return List.copyOf(recent.values());
  }

  /** The last requests to a route, oldest first. */
  public List<RecordedRequest> recent(String methodAndTemplate) {
    return recent().stream().filter(r -> r.route().equals(methodAndTemplate)).toList();
  }

  /** Resets the counts and forgets the requests. */
  public synchronized void reset() {
    counts.clear();
    recent.clear();
  }

  /** Resets, and returns the last requests, oldest first, so that none gets lost in between. */
  public synchronized List<RecordedRequest> drain() {
    var drained = recent();
    reset();
    return drained;
  }

  synchronized RecordedRequest arrived(Request request, String rawQuery, String template) {
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
            request.header("user-agent").orElse(""),
            correlationId(request),
            Optional.empty());
    recent.put(recorded.number(), recorded);
    if (recent.size() > KEPT) {
      recent.remove(recent.firstKey());
    }
    return recorded;
  }

  /** Source: Management API, D16: a read has none, and of a longer one 64 characters are kept. */
  private static Optional<String> correlationId(Request request) {
    return request
        .header("x-correlation-id")
        .filter(_ -> !request.method().equals("GET"))
        .map(id -> id.substring(0, Math.min(LONGEST_CORRELATION_ID, id.length())));
  }

  synchronized void answered(RecordedRequest request, int status) {
    recent.computeIfPresent(request.number(), (_, known) -> known.withStatus(status));
  }
}
