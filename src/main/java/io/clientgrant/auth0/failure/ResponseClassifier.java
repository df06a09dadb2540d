package io.clientgrant.auth0.failure;

import io.clientgrant.auth0.failure.Failure.Conflict;
import io.clientgrant.auth0.failure.Failure.Forbidden;
import io.clientgrant.auth0.failure.Failure.Invalid;
import io.clientgrant.auth0.failure.Failure.NotFound;
import io.clientgrant.auth0.failure.Failure.QuotaExceeded;
import io.clientgrant.auth0.failure.Failure.Throttled;
import io.clientgrant.auth0.failure.Failure.Unauthorized;
import io.clientgrant.auth0.failure.Failure.Unavailable;
import io.clientgrant.auth0.failure.Failure.UndefinedScopes;
import java.time.Instant;

/** Reads what an answer other than 2xx means. */
public final class ResponseClassifier {
  private static final int LONGEST_QUOTE = 1024;

  /** Contract, section 3: "scope must be a subset of resource server scopes". */
  private static final String NOT_DEFINED = "subset of resource server scopes";

  /** OpenAPI, POST /organizations/{id}/client-grants. */
  private static final String QUOTA = "Quota exceeded";

  private ResponseClassifier() {}

  /**
   * What a status means.
   *
   * @param message what the API said
   * @param reopens when calls may be made again after a 429
   */
  public static Failure failure(int status, String message, Instant reopens) {
    return switch (status) {
      case 400 ->
          message.contains(NOT_DEFINED) ? new UndefinedScopes(message) : new Invalid(message);
      case 401 -> new Unauthorized(message);
      case 403 -> new Forbidden(message);
      case 404 -> new NotFound(message);
      case 409 -> message.startsWith(QUOTA) ? new QuotaExceeded(message) : new Conflict(message);
      case 429 -> new Throttled(message, reopens);
      case 408 -> unavailable(status);
      default -> status / 100 == 4 ? new Invalid(message) : unavailable(status);
    };
  }

  /**
   * The API's own words, which get into statuses, events and logs: cut where nobody reads on, and
   * never within a character.
   */
  public static String quoted(String said) {
    if (said.length() <= LONGEST_QUOTE) {
      return said;
    }
    var end = Character.isHighSurrogate(said.charAt(LONGEST_QUOTE - 1)) ? 1 : 0;
    return said.substring(0, LONGEST_QUOTE - end) + "…";
  }

  /** What to say of a status that leaves open what happened. */
  public static Failure unavailable(int status) {
    return new Unavailable("Auth0 answered with HTTP status %d.".formatted(status));
  }
}
