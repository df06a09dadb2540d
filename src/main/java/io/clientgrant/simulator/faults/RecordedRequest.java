package io.clientgrant.simulator.faults;

import java.time.Instant;
import java.util.Optional;

/**
 * A request that came in.
 *
 * @param number the how-manieth it was
 * @param at when it came
 * @param from the address that it came from
 * @param method its method
 * @param path its path as sent
 * @param query its query as sent, possibly empty
 * @param route its method and its path's template, for example {@code GET /api/v2/clients/{id}}
 * @param body its body, possibly empty
 * @param status the status of the answer; empty while there is none, or when none was sent
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
    Optional<Integer> status) {

  RecordedRequest answered(int with) {
    return new RecordedRequest(
        number, at, from, method, path, query, route, body, Optional.of(with));
  }
}
