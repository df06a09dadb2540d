package io.clientgrant.resilience;

import io.clientgrant.simulator.faults.Fault;
import java.time.Duration;
import java.util.Map;

/** What goes wrong with a call, and what a condition is to say of it. */
enum NetworkFault {
  TOO_MANY_REQUESTS(Fault.tooManyRequests(Map.of("retry-after", "1")), "Throttled"),
  TOO_MANY_REQUESTS_WITHOUT_HEADERS(Fault.tooManyRequests(Map.of()), "Throttled"),
  INTERNAL_ERROR(Fault.status(500), "Unavailable"),
  INTERNAL_ERROR_AFTER_THE_EFFECT(Fault.status(500).afterEffect(), "Unavailable"),
  BAD_GATEWAY_WITH_HTML(html(), "Unavailable"),
  BAD_GATEWAY_WITH_HTML_AFTER_THE_EFFECT(html().afterEffect(), "Unavailable"),
  TIMEOUT(tooLate(), "Unavailable"),
  TIMEOUT_AFTER_THE_EFFECT(tooLate().afterEffect(), "Unavailable"),
  DROPPED_CONNECTION(Fault.drop(), "Unavailable"),
  DROPPED_CONNECTION_AFTER_THE_EFFECT(Fault.drop().afterEffect(), "Unavailable"),
  HALF_A_BODY(Fault.halfBody(), "Unavailable"),
  BROKEN_JSON(Fault.brokenJson(), "Unavailable"),
  UNAUTHORIZED(Fault.status(401), "Unauthorized"),
  FORBIDDEN(Fault.status(403), "Forbidden"),
  NOT_FOUND(Fault.status(404), "NotFound"),
  CONFLICT(Fault.status(409), "Conflict");

  static final Duration CALL_TIMEOUT = Duration.ofSeconds(1);

  final Fault fault;

  /** What is told of a call to the Management API that met it. */
  final String reason;

  NetworkFault(Fault fault, String reason) {
    this.fault = fault;
    this.reason = reason;
  }

  /** What is told where the token endpoint met it: no status of its says anything of a grant. */
  String reasonOfToken() {
    return switch (this) {
      case UNAUTHORIZED, FORBIDDEN -> "Unauthorized";
      case NOT_FOUND, CONFLICT -> "Unavailable"; // says nothing of a grant, nor of the credential
      default -> reason;
    };
  }

  /** What is told of a tenant whose list met it. */
  String reasonOfTenant() {
    return switch (reason) {
      case "Unauthorized" -> "InvalidCredentials";
      case "Unavailable" -> "Unreachable";
      default -> reason;
    };
  }

  /** Whether the call takes effect all the same, so that one look afterwards tells the truth. */
  boolean takesEffect() {
    return fault.performed();
  }

  private static Fault tooLate() {
    // So late that what is told of the timeout stands until the trouble is over.
    return Fault.delay(Duration.ofSeconds(30));
  }

  private static Fault html() {
    return Fault.status(
        502, Map.of("content-type", "text/html"), "<html><h1>502 Bad Gateway</h1></html>");
  }
}
