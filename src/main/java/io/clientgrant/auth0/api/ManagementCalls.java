package io.clientgrant.auth0.api;

import com.auth0.client.mgmt.core.ManagementApiException;
import com.auth0.client.mgmt.core.ManagementException;
import com.auth0.client.mgmt.core.RequestOptions;
import io.clientgrant.auth0.failure.Failure;
import io.clientgrant.auth0.failure.Failure.MissingScopes;
import io.clientgrant.auth0.failure.Failure.Unavailable;
import io.clientgrant.auth0.failure.NoResponseException;
import io.clientgrant.auth0.failure.ResponseClassifier;
import io.clientgrant.auth0.failure.TenantException;
import io.clientgrant.auth0.http.LargeResponses;
import io.clientgrant.auth0.http.TransportErrors;
import io.clientgrant.auth0.limit.RateLimiter;
import io.clientgrant.auth0.token.AccessTokenSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes calls of the SDK, and turns what it throws into failures.
 *
 * @param domain the tenant's domain, for the log
 * @param tokens the access token, and the scopes that it has
 * @param rateLimiter what limits the calls
 * @param largeResponses those of all tenants
 */
record ManagementCalls(
    String domain,
    AccessTokenSource tokens,
    RateLimiter rateLimiter,
    LargeResponses largeResponses) {
  private static final Logger LOG = LoggerFactory.getLogger(ManagementCalls.class);
  private static final int LONGEST_CURSOR = 4 * 1024; // it gets into a URL

  /** The same for endpoints that have a limit of their own. */
  ManagementCalls limitedBy(RateLimiter own) {
    return new ManagementCalls(domain, tokens, own, largeResponses);
  }

  /** Names for whom a change is made. Source: contract of the Management API, D16. */
  static RequestOptions onBehalfOf(String correlationId) {
    return RequestOptions.builder().addHeader("X-Correlation-ID", correlationId).build();
  }

  /** Where the next page of a list begins; empty if the text names none. */
  static Optional<String> checkedCursor(String cursor) {
    if (cursor.length() > LONGEST_CURSOR) {
      throw new TenantException(
          new Unavailable("The list names a next page that cannot be asked for."));
    }
    return cursor.isEmpty() ? Optional.empty() : Optional.of(cursor);
  }

  /** Whether the last token certainly has none of these scopes; no call. */
  boolean lack(String... scopes) {
    return tokens.lacks(scopes);
  }

  /** Whether the last token certainly has a scope; no call. */
  boolean has(String scope) {
    return tokens.has(scope);
  }

  /**
   * Makes a call.
   *
   * @param oneOf the scopes of which one is needed, if not every credential may make the call; a
   *     failure names the first
   * @throws TenantException if it does not succeed
   */
  <T> T make(Supplier<T> call, String... oneOf) {
    try {
      if (oneOf.length > 0) {
        tokens.require(oneOf);
      }
      return call.get();
    } catch (ManagementApiException e) {
      throw new TenantException(failure(e));
    } catch (ManagementException e) {
      rateLimiter.noResponse();
      throw new NoResponseException(TransportErrors.of("The Management API", e.getCause()));
    } catch (NoResponseException e) { // of the token endpoint
      rateLimiter.noResponse();
      throw e;
    } catch (TenantException e) { // likewise
      throw e;
    } catch (RuntimeException
        | StackOverflowError e) { // JSON of another shape than the SDK counts on
      LOG.atWarn() // without the exception's message, which may quote the answer
          .addKeyValue("domain", domain)
          .addKeyValue("exception", e.getClass().getName())
          .log("an answer cannot be read");
      throw new TenantException(
          new Unavailable("The Management API gave an answer that cannot be read."));
    } finally {
      largeResponses.end();
    }
  }

  private Failure failure(ManagementApiException e) {
    var body = e.body() instanceof Map<?, ?> map ? map : Map.of();
    var message =
        body.get("message") instanceof String said
            ? ResponseClassifier.quoted(said)
            : "HTTP status %d, and no reason given.".formatted(e.statusCode());
    if (e.statusCode() == 403 && "insufficient_scope".equals(body.get("errorCode"))) {
      tokens.scopeIsMissing();
      return new MissingScopes(message);
    }
    return ResponseClassifier.failure(e.statusCode(), message, rateLimiter.opens());
  }
}
