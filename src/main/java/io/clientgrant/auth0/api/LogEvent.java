package io.clientgrant.auth0.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/**
 * An entry of the tenant's own log. Source: auth0-log-schemas. A text that was not logged is empty.
 *
 * @param id its id
 * @param date when it happened
 * @param type what it is, such as {@code seccft} for a token that was given to a client
 * @param description what happened, in words
 * @param clientId the client that asked
 * @param clientName what it was called then
 * @param audience the API that it asked for
 * @param organizationId the organization that it asked for
 * @param userId who made a change in the dashboard
 * @param request the request of a change
 */
public record LogEvent(
    String id,
    Instant date,
    String type,
    String description,
    String clientId,
    String clientName,
    String audience,
    String organizationId,
    String userId,
    Request request) {
  /**
   * A request to the Management API.
   *
   * @param path its path
   * @param channel where it came from: {@code api} for a token, else the dashboard
   * @param userId the user who made it; empty if a client did
   * @param userAgent the program that made it, as it calls itself
   * @param body what was asked for
   */
  public record Request(
      String path, String channel, String userId, String userAgent, JsonNode body) {}

  /** Reads an entry; empty if it has no id or no date. */
  static Optional<LogEvent> read(JsonNode entry) {
    var id = entry.path("log_id").asText(entry.path("_id").asText(""));
    return id.isEmpty() ? Optional.empty() : date(entry).map(date -> read(entry, id, date));
  }

  private static LogEvent read(JsonNode entry, String id, Instant date) {
    var request = entry.path("details").path("request");
    return new LogEvent(
        id,
        date,
        text(entry, "type"),
        text(entry, "description"),
        text(entry, "client_id"),
        text(entry, "client_name"),
        text(entry, "audience"),
        text(entry, "organization_id"),
        text(entry, "user_id"),
        new Request(
            text(request, "path"),
            text(request, "channel"),
            text(request.path("auth").path("user"), "user_id"),
            text(request, "userAgent"),
            request.path("body")));
  }

  private static String text(JsonNode node, String name) {
    var value = node.path(name).textValue();
    return value == null ? "" : value;
  }

  private static Optional<Instant> date(JsonNode entry) {
    try {
      return Optional.of(Instant.parse(text(entry, "date")));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
