package io.clientgrant.auth0.http;

import io.clientgrant.auth0.limit.RateLimiter;
import java.util.regex.Pattern;
import okhttp3.Request;

/**
 * The rate limiters of a tenant. Source: Auth0's documentation, rate limit configurations: of the
 * endpoints that the operator calls, associating a grant with an organization and listing clients
 * have limits of their own.
 *
 * @param general for the endpoints without a limit of their own
 * @param associating for associating a grant with an organization
 * @param clients for listing clients
 */
public record EndpointLimiters(RateLimiter general, RateLimiter associating, RateLimiter clients) {
  private static final Pattern ASSOCIATE =
      Pattern.compile("POST .*/api/v2/organizations/[^/]+/client-grants");

  private static final Pattern LIST_CLIENTS = Pattern.compile("GET .*/api/v2/clients");

  /** The limiters of a tenant with this general one. */
  public static EndpointLimiters of(RateLimiter general) {
    return new EndpointLimiters(
        general,
        general.ofEndpoint("POST organizations/client-grants"),
        general.ofEndpoint("GET clients"));
  }

  /** The limiter that a request counts for. */
  RateLimiter of(Request request) {
    var call = request.method() + " " + request.url().encodedPath();
    if (ASSOCIATE.matcher(call).matches()) {
      return associating;
    }
    return LIST_CLIENTS.matcher(call).matches() ? clients : general;
  }
}
