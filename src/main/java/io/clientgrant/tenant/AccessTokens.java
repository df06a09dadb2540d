package io.clientgrant.tenant;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.clientgrant.tenant.Failure.Unauthorized;
import io.clientgrant.tenant.Failure.Unavailable;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import org.jspecify.annotations.Nullable;

/**
 * The access token of one credential: fetched when it is first needed, shared by all calls, renewed
 * before it ends, and fetched again when the API no longer takes it. The SDK's own supplier does
 * none of the last, and goes around the HTTP client it is given.
 */
final class AccessTokens {
  private static final Duration RENEW_BEFORE_END = Duration.ofMinutes(2);
  private static final MediaType JSON = MediaType.get("application/json");
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private final OkHttpClient http;
  private final HttpUrl url;
  private final Credential credential;
  private final String audience;
  private final InstantSource clock;
  private @Nullable Token token;

  AccessTokens(
      OkHttpClient http,
      HttpUrl endpoint,
      Credential credential,
      String audience,
      InstantSource clock) {
    this.http = http;
    this.url = endpoint.newBuilder().addPathSegments("oauth/token").build();
    this.credential = credential;
    this.audience = audience;
    this.clock = clock;
  }

  /**
   * A token to call with; one fetch however many threads ask.
   *
   * @throws TenantException if the token endpoint gives none
   */
  synchronized String current() {
    if (token == null || !clock.instant().isBefore(token.renewAt)) {
      token = fetch();
    }
    return token.value;
  }

  /** Forgets a token that the API did not take, unless another has replaced it meanwhile. */
  synchronized void refused(String value) {
    if (token != null && token.value.equals(value)) {
      token = null;
    }
  }

  private Token fetch() {
    var asked = clock.instant();
    try (var response = http.newCall(request()).execute()) {
      var body = response.body().string();
      if (!response.isSuccessful()) {
        throw new TenantException(refusal(response.code(), response.headers(), body));
      }
      var answer = MAPPER.readValue(body, Answer.class);
      var life = Duration.ofSeconds(answer.expiresIn);
      var renewAfter =
          life.compareTo(RENEW_BEFORE_END.multipliedBy(2)) > 0
              ? life.minus(RENEW_BEFORE_END)
              : life.dividedBy(2);
      return new Token(answer.accessToken, asked.plus(renewAfter));
    } catch (IOException e) {
      throw new TenantException(new Unavailable(Trouble.of("The token endpoint", e)));
    }
  }

  /** 401 and 403 both say that this credential gets no token for the Management API. */
  private Failure refusal(int status, Headers headers, String body) {
    if (status == 401 || status == 403) {
      return new Unauthorized("Auth0 gives this credential no token: " + description(body));
    }
    return Answers.failure(status, description(body), headers, clock.instant());
  }

  private static String description(String body) {
    try {
      return MAPPER.readTree(body).path("error_description").asText("no reason given");
    } catch (IOException e) {
      return "no reason given";
    }
  }

  private Request request() throws IOException {
    var form =
        Map.of(
            "grant_type",
            "client_credentials",
            "client_id",
            credential.clientId(),
            "client_secret",
            credential.clientSecret(),
            "audience",
            audience);
    return new Request.Builder()
        .url(url)
        .post(RequestBody.create(MAPPER.writeValueAsBytes(form), JSON))
        .build();
  }

  private record Token(String value, Instant renewAt) {
    @Override
    public String toString() {
      return "Token[…]";
    }
  }

  @JsonIgnoreProperties(ignoreUnknown = true)
  private record Answer(
      @JsonProperty(value = "access_token", required = true) String accessToken,
      @JsonProperty(value = "expires_in", required = true) long expiresIn) {}
}
