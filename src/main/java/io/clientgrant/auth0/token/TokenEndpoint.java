package io.clientgrant.auth0.token;

import com.auth0.client.auth.RSAClientAssertionSigner;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.clientgrant.auth0.connection.Connection;
import io.clientgrant.auth0.connection.Credential.PrivateKey;
import io.clientgrant.auth0.connection.Credential.SharedSecret;
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
import java.util.function.Predicate;
import java.util.regex.Pattern;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;

/**
 * The token endpoint of a tenant, for one credential.
 *
 * @param http what the calls go through
 */
record TokenEndpoint(OkHttpClient http, Connection connection, InstantSource clock) {
  private static final Duration RENEW_BEFORE_END = Duration.ofMinutes(2);
  private static final Duration LONGEST_LIFE = Duration.ofDays(30); // that Auth0 can be set to
  private static final Predicate<String> FIT_FOR_A_HEADER =
      Pattern.compile("[\\x21-\\x7e]{1,16384}").asMatchPredicate();
  private static final String WHOM = "The token endpoint";
  private static final String JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
  private static final MediaType JSON = MediaType.get("application/json");
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  /**
   * Asks for a token.
   *
   * @throws TenantException if there is none
   */
  AccessToken fetch() {
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

  private AccessToken token(JsonNode answer, Instant asked) {
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
    var token =
        new AccessToken(
            value,
            asked,
            asked.plus(life),
            asked.plus(renewAfter),
            scopes(answer),
            missing(answer));
    return token.missing().isEmpty() ? token : token.ofNoUse();
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
}
