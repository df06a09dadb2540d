package io.clientgrant.auth0.token;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.clientgrant.auth0.failure.Failure;
import io.clientgrant.auth0.failure.Failure.Throttled;
import io.clientgrant.auth0.failure.Failure.Unauthorized;
import io.clientgrant.auth0.failure.ResponseClassifier;
import io.clientgrant.auth0.limit.LimitHeaders;
import java.io.IOException;
import java.time.Instant;
import okhttp3.Headers;

/** Reads what an answer of the token endpoint other than 2xx means. */
final class TokenRefusal {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private static final String NOT_CANONICAL = "Service not enabled within domain";
  private static final String USE_CANONICAL =
      ". Tokens are given under the tenant's canonical domain only, such as example.eu.auth0.com."
          + " Put that into domain, in place of a custom domain.";

  private TokenRefusal() {}

  /**
   * What a status means. It says something of the credential or of the way, never of a grant: a 404
   * from here must not pass for a grant that is gone.
   *
   * @param now when the answer came
   */
  static Failure failure(int status, String body, Headers headers, Instant now) {
    return switch (status) {
      case 400, 401, 403 ->
          new Unauthorized("Auth0 gives this credential no token: " + explained(said(body)));
      case 429 ->
          new Throttled(
              "The token endpoint takes no more requests for now: " + said(body),
              now.plus(LimitHeaders.pause(headers, now)));
      default -> ResponseClassifier.unavailable(status);
    };
  }

  private static String explained(String said) {
    return said.contains(NOT_CANONICAL) ? said + USE_CANONICAL : said;
  }

  private static String said(String body) {
    try {
      return ResponseClassifier.quoted(
          MAPPER.readTree(body).path("error_description").asText("no reason given."));
    } catch (IOException e) {
      return "no reason given.";
    }
  }
}
