package io.clientgrant.auth0.token;

import static java.net.HttpURLConnection.HTTP_UNAUTHORIZED;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import okhttp3.Interceptor;
import okhttp3.Request;
import okhttp3.Response;

/** Puts the access token on each call, and once more with a new one if the API refuses it. */
public final class BearerTokenInterceptor implements Interceptor {
  /**
   * The scope that a call needs which changes a grant; without read:client_grants a token is of no
   * use at all. Calls about organizations need others, which {@link OrganizationsApiClient} names.
   */
  private static final Map<String, String> NEEDED =
      Map.of(
          "POST", "create:client_grants",
          "PATCH", "update:client_grants",
          "DELETE", "delete:client_grants");

  private final AccessTokenSource tokens;

  public BearerTokenInterceptor(AccessTokenSource tokens) {
    this.tokens = tokens;
  }

  @Override
  public Response intercept(Chain chain) throws IOException {
    var token = tokens.current();
    needed(chain.request()).ifPresent(tokens::require);
    var response = proceed(chain, token);
    if (!mayRetry(response, token)) {
      return response;
    }
    response.close();
    var fresh = tokens.current();
    var second = proceed(chain, fresh);
    var _ = mayRetry(second, fresh);
    return second;
  }

  private static Optional<String> needed(Request call) {
    return call.url().pathSegments().contains("organizations")
        ? Optional.empty()
        : Optional.ofNullable(NEEDED.get(call.method()));
  }

  /** Tells the source what became of a token; returns whether a new one may be tried at once. */
  private boolean mayRetry(Response response, String token) {
    if (response.isSuccessful()) { // a failure in between does not say that the token is good
      tokens.accepted();
    }
    return response.code() == HTTP_UNAUTHORIZED && tokens.rejected(token);
  }

  private static Response proceed(Chain chain, String token) throws IOException {
    return chain.proceed(
        chain.request().newBuilder().header("Authorization", "Bearer " + token).build());
  }
}
