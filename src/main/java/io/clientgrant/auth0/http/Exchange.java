package io.clientgrant.auth0.http;

import java.time.Instant;
import java.util.Optional;
import okhttp3.Headers;
import okhttp3.HttpUrl;

/**
 * A call and its answer, as they were on the wire.
 *
 * @param method the HTTP method
 * @param url where it went
 * @param status the HTTP status
 * @param headers those of the answer
 * @param body that of the answer; that of the token endpoint has a token in it
 * @param sent when the call was sent
 * @param received when the answer was there
 */
public record Exchange(
    String method,
    HttpUrl url,
    int status,
    Headers headers,
    String body,
    Instant sent,
    Instant received) {

  /** A header of the answer; empty if it has none of this name. */
  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name));
  }

  /** Whether the call was for a token. */
  public boolean isForToken() {
    return url.encodedPath().endsWith("/oauth/token");
  }

  /** Without the body, which may have a token in it. */
  @Override
  public String toString() {
    return "Exchange[%s %s: %d]".formatted(method, url.encodedPath(), status);
  }
}
