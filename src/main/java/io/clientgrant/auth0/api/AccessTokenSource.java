package io.clientgrant.auth0.api;

import static java.util.Objects.requireNonNull;

import com.auth0.client.auth.RSAClientAssertionSigner;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.clientgrant.auth0.connection.Connection;
import io.clientgrant.auth0.connection.Credential.PrivateKey;
import io.clientgrant.auth0.connection.Credential.SharedSecret;
import io.clientgrant.auth0.failure.Failure;
import io.clientgrant.auth0.failure.Failure.MissingScopes;
import io.clientgrant.auth0.failure.Failure.Throttled;
import io.clientgrant.auth0.failure.Failure.Unauthorized;
import io.clientgrant.auth0.failure.Failure.Unavailable;
import io.clientgrant.auth0.failure.NoResponseException;
import io.clientgrant.auth0.failure.TenantException;
import io.clientgrant.auth0.http.SecretRedactor;
import io.clientgrant.auth0.http.TransportErrors;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import org.jspecify.annotations.Nullable;

/**
 * The access token of one credential: fetched when it is first needed, shared by all calls, renewed
 * before it ends, and fetched again when the API no longer takes it. The SDK's own supplier does
 * none of the last, and goes around the HTTP client it is given.
 *
 * <p>A token keeps the scopes that it was given, whatever the client is allowed later. So one that
 * lacks a scope is of no use, and is asked for again after a while: by one call, however many
 * resources wait for it, since Auth0 counts the tokens that it gives.
 */
final class AccessTokenSource {
  private static final Duration RENEW_BEFORE_END = Duration.ofMinutes(2);
  private static final Duration RENEW_WHERE_SCOPES_LACK = Duration.ofMinutes(4);
  private static final Duration REFUSAL_STANDS = Duration.ofSeconds(10);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);
  private static final int MOST_DOUBLINGS = 10;
  private static final Duration LONGEST_LIFE = Duration.ofDays(30); // that Auth0 can be set to
  private static final Predicate<String> FIT_FOR_A_HEADER =
      Pattern.compile("[\\x21-\\x7e]{1,16384}").asMatchPredicate();
  private static final String WHOM = "The token endpoint";
  private static final String JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
  private static final MediaType JSON = MediaType.get("application/json");
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private final OkHttpClient http;
  private final Connection connection;
  private final InstantSource clock;
  private final AtomicLong fetches = new AtomicLong();
  private @Nullable Token token;
  private @Nullable RememberedFailure rememberedFailure;
  private int rejectedTokens;

  AccessTokenSource(OkHttpClient http, Connection connection, InstantSource clock) {
    this.http = http;
    this.connection = connection;
    this.clock = clock;
  }

  /**
   * A token to call with; one fetch, however many threads ask. Callers that waited for a failed
   * fetch get the same failure. So do callers that come soon after a refusal.
   *
   * @throws TenantException if the token endpoint gives none, or one that lacks a scope
   */
  String current() {
    var before = fetches.get();
    synchronized (this) {
      if (rememberedFailure != null
          && (fetches.get() != before || rememberedFailure.isCurrent(clock.instant()))) {
        throw rememberedFailure.exception;
      }
      if (token == null || !clock.instant().isBefore(token.renewAt)) {
        renew();
      }
      return requireNonNull(token).usable();
    }
  }

  /**
   * Whether the token certainly has a scope that most calls do not need.
   *
   * @throws TenantException as {@link #current}
   */
  boolean has(String scope) {
    current();
    synchronized (this) {
      return token != null && token.scopes.contains(scope);
    }
  }

  /**
   * Makes sure that the token does not lack a scope that one kind of call needs. If it does,
   * another is asked for after a while.
   *
   * @throws TenantException if it does, or as {@link #current}
   */
  void require(String scope) {
    if (has(scope)) {
      return;
    }
    synchronized (this) {
      if (token != null && !token.scopes.isEmpty()) {
        token = token.ofNoUse();
        throw new TenantException(new MissingScopes(lacks(List.of(scope))));
      }
    }
  }

  private synchronized void renew() {
    try {
      token = fetch();
      rememberedFailure = null;
    } catch (TenantException e) {
      rememberedFailure = new RememberedFailure(e, end(e.failure()));
      throw e;
    } finally {
      fetches.incrementAndGet();
    }
  }

  /** Until when a failure is what the next fetch would get as well. */
  private Instant end(Failure failure) {
    return switch (failure) {
      case Throttled(_, var until) -> until;
      case Unauthorized _ -> clock.instant().plus(REFUSAL_STANDS);
      default -> Instant.MIN;
    };
  }

  /**
   * The API has rejected a token. It is forgotten, unless another has replaced it meanwhile. The
   * first time, a new token may be tried at once: the old one may have been revoked. If that is
   * rejected too, the next token is asked for after a pause that grows, because Auth0 bills each.
   *
   * @return whether a new token may be tried at once
   */
  synchronized boolean rejected(String value) {
    if (token == null || !token.value.equals(value)) {
      return token != null;
    }
    token = null;
    rejectedTokens++;
    if (rejectedTokens == 1) {
      return true;
    }
    var doublings = Math.min(rejectedTokens - 2, MOST_DOUBLINGS);
    var pause = REFUSAL_STANDS.multipliedBy(1L << doublings);
    rememberedFailure =
        new RememberedFailure(
            new TenantException(
                new Unauthorized("The Management API rejects the tokens of this credential.")),
            clock.instant().plus(pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE));
    return false;
  }

  /** The API has taken a token. */
  synchronized void accepted() {
    rejectedTokens = 0;
  }

  /** The API says that the token lacks a scope; the token endpoint may not have said so. */
  synchronized void scopeIsMissing() {
    if (token != null) {
      token = token.ofNoUse();
    }
  }

  private static String lacks(List<String> scopes) {
    return "The access token lacks " + String.join(", ", scopes) + ".";
  }

  private Token fetch() {
    var asked = clock.instant();
    try (var response = http.newCall(request()).execute()) {
      var body = response.body().string();
      if (!response.isSuccessful()) {
        throw new TenantException(
            TokenRefusal.failure(response.code(), body, response.headers(), clock.instant()));
      }
      return token(MAPPER.readTree(body), asked);
    } catch (JsonProcessingException e) {
      throw new TenantException(new Unavailable(TransportErrors.unreadable(WHOM)));
    } catch (IOException e) {
      throw new NoResponseException(TransportErrors.of(WHOM, e));
    }
  }

  private Token token(JsonNode answer, Instant asked) {
    var value = answer.path("access_token").textValue();
    var seconds = answer.path("expires_in");
    if (value == null || !FIT_FOR_A_HEADER.test(value) || !seconds.isNumber()) {
      throw new TenantException(new Unavailable(TransportErrors.unreadable(WHOM)));
    }
    var life = Duration.ofSeconds(Math.clamp(seconds.longValue(), 0, LONGEST_LIFE.toSeconds()));
    var renewAfter =
        life.compareTo(RENEW_BEFORE_END.multipliedBy(2)) > 0
            ? life.minus(RENEW_BEFORE_END)
            : life.dividedBy(2);
    var token = new Token(value, asked, asked.plus(renewAfter), scopes(answer), missing(answer));
    return token.missing.isEmpty() ? token : token.ofNoUse();
  }

  /** The scopes that a token has; none if the endpoint does not say which ones. */
  private static Set<String> scopes(JsonNode answer) {
    var scope = answer.path("scope").textValue();
    return scope == null ? Set.of() : Set.copyOf(List.of(scope.split(" ")));
  }

  /** The scopes that a token lacks; none if the endpoint does not say which ones it has. */
  private List<String> missing(JsonNode answer) {
    var given = scopes(answer);
    return given.isEmpty()
        ? List.of()
        : connection.scopes().stream().filter(needed -> !given.contains(needed)).sorted().toList();
  }

  private Request request() throws IOException {
    var url = connection.endpoint().newBuilder().addPathSegments("oauth/token").build();
    var request = new Request.Builder().url(url);
    var form = new HashMap<String, String>();
    form.put("grant_type", "client_credentials");
    form.put("client_id", connection.credential().clientId());
    form.put("audience", "https://" + connection.domain() + "/api/v2/");
    switch (connection.credential()) {
      case SharedSecret(_, var secret) -> form.put("client_secret", secret);
      case PrivateKey key -> {
        var assertion =
            new RSAClientAssertionSigner(key.key())
                .createSignedClientAssertion(
                    key.clientId(), "https://" + connection.domain() + "/", key.clientId());
        form.put("client_assertion_type", JWT_BEARER);
        form.put("client_assertion", assertion);
        request.tag(SecretRedactor.Assertion.class, new SecretRedactor.Assertion(assertion));
      }
    }
    return request.post(RequestBody.create(MAPPER.writeValueAsBytes(form), JSON)).build();
  }

  /**
   * What came of the last fetch, if it failed.
   *
   * @param until when to ask again at the earliest
   */
  private record RememberedFailure(TenantException exception, Instant until) {
    boolean isCurrent(Instant now) {
      return now.isBefore(until);
    }
  }

  /**
   * A token.
   *
   * @param scopes the scopes that it has; none if the endpoint did not say which ones
   * @param missing the scopes that it lacks
   */
  private record Token(
      String value, Instant fetched, Instant renewAt, Set<String> scopes, List<String> missing) {
    String usable() {
      if (!missing.isEmpty()) {
        throw new TenantException(new MissingScopes(lacks(missing)));
      }
      return value;
    }

    /** This token, to be replaced after a while. */
    Token ofNoUse() {
      var then = fetched.plus(RENEW_WHERE_SCOPES_LACK);
      return new Token(value, fetched, then.isBefore(renewAt) ? then : renewAt, scopes, missing);
    }

    @Override
    public String toString() {
      return "Token[…]";
    }
  }
}
