package io.clientgrant.auth0.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.clientgrant.auth0.connection.Credential;
import java.io.IOException;
import java.util.Objects;
import java.util.stream.Stream;
import okhttp3.Interceptor;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.ResponseBody;

/**
 * Empties an answer that repeats what must stay secret, as a proxy does that shows the request in
 * its page of error. Texts of answers get into statuses, events and logs; what is not in the answer
 * can not.
 */
public final class SecretRedactor implements Interceptor {
  private static final int SHORTEST_SECRET = 12; // what is shorter turns up by chance
  private static final String BEARER = "Bearer ";

  private final Credential credential;

  /** Keeps the secret of this credential out of answers. */
  public SecretRedactor(Credential credential) {
    this.credential = credential;
  }

  /**
   * The assertion in a request's body, attached to the request as a tag.
   *
   * @param text the assertion
   */
  public record Assertion(String text) {
    @Override
    public String toString() {
      return "Assertion[…]";
    }
  }

  @Override
  public Response intercept(Chain chain) throws IOException {
    var request = chain.request();
    var response = chain.proceed(request);
    var type = response.body().contentType();
    var body = response.body().bytes();
    var text = unescaped(new String(body, UTF_8));
    var repeats = secrets(request).map(SecretRedactor::unescaped).anyMatch(text::contains);
    return response
        .newBuilder()
        .body(ResponseBody.create(repeats ? new byte[0] : body, type))
        .build();
  }

  private Stream<String> secrets(Request request) {
    var token = Objects.requireNonNullElse(request.header("Authorization"), "");
    var assertion = request.tag(Assertion.class);
    var secrets =
        Stream.of(
            token.startsWith(BEARER) ? token.substring(BEARER.length()) : "",
            assertion == null ? "" : assertion.text(),
            credential instanceof Credential.SharedSecret(_, var secret) ? secret : "");
    return secrets.filter(secret -> secret.length() >= SHORTEST_SECRET);
  }

  /** A body that is repeated in a text of JSON has been escaped twice. */
  private static String unescaped(String text) {
    return text.replace("\\", "");
  }
}
