package io.clientgrant.simulator.server;

import java.time.Instant;
import java.util.Optional;

/**
 * A request that the simulator received.
 *
 * @param number its number, counted from 1
 * @param at when it arrived
 * @param from the address of the client
 * @param method the HTTP method
 * @param path the path as sent
 * @param query the query as sent, possibly empty
 * @param route the method and the path template, for example {@code GET /api/v2/clients/{id}}
 * @param body the body, possibly empty
 * @param userAgent the {@code User-Agent}, possibly empty
 * @param correlationId the {@code X-Correlation-ID} of a change; empty without one
 * @param status the status of the response; empty as long as none was sent
 */
public record RecordedRequest(
    long number,
    Instant at,
    String from,
    String method,
    String path,
    String query,
    String route,
    String body,
    String userAgent,
    Optional<String> correlationId,
    Optional<Integer> status) {

  RecordedRequest withStatus(int code) {
    return new RecordedRequest(
        number,
        at,
        from,
        method,
        path,
        query,
        route,
        body,
        userAgent,
        correlationId,
        Optional.of(code));
  }
}
