package io.clientgrant.auth0.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import okhttp3.Interceptor;
import okhttp3.Response;
import okhttp3.ResponseBody;
import org.jspecify.annotations.Nullable;

/**
 * Refuses a response that is larger than any that Auth0 gives, before it is read into memory.
 * OkHttp has unpacked the body by then, so a small body that unpacks to a large one is refused too.
 * What JSON takes in memory depends on the number of its values more than on its length, so these
 * are bounded as well. The reason of an error is left out if it is long.
 */
final class ResponseSizeLimit implements Interceptor {
  /** Longer than a token, an error, or a page of 100 grants with 20 scopes each. */
  static final int SMALL_BYTES = 64 * 1024;

  private static final int SMALL_TOKENS = 5_000;
  private static final int MAX_TOKENS = 150_000; // a page of 100 grants with 1,000 scopes each
  private static final JsonFactory JSON =
      JsonFactory.builder().disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES).build();

  private final long maxBytes;
  private final int maxTokens;
  private final @Nullable LargeResponses large;

  private ResponseSizeLimit(long maxBytes, int maxTokens, @Nullable LargeResponses large) {
    this.maxBytes = maxBytes;
    this.maxTokens = maxTokens;
    this.large = large;
  }

  /** For responses that are never large. */
  static ResponseSizeLimit small() {
    return new ResponseSizeLimit(SMALL_BYTES, SMALL_TOKENS, null);
  }

  /**
   * For responses that may be large.
   *
   * @param large those that are received; the caller ends its own
   */
  static ResponseSizeLimit large(long maxBytes, LargeResponses large) {
    return new ResponseSizeLimit(maxBytes, MAX_TOKENS, large);
  }

  @Override
  public Response intercept(Chain chain) throws IOException {
    var response = chain.proceed(chain.request());
    try {
      return bounded(response);
    } catch (IOException e) {
      response.close();
      throw e;
    }
  }

  private Response bounded(Response response) throws IOException {
    if (!exceeds(response.body(), SMALL_BYTES, SMALL_TOKENS)) {
      return response;
    }
    if (!response.isSuccessful()) {
      response.close();
      return response.newBuilder().body(ResponseBody.EMPTY).build();
    }
    if (large == null) {
      throw new ResponseTooLargeException(maxBytes, maxTokens);
    }
    large.receive();
    if (exceeds(response.body(), maxBytes, maxTokens)) {
      throw new ResponseTooLargeException(maxBytes, maxTokens);
    }
    large.parse();
    return response;
  }

  private static boolean exceeds(ResponseBody body, long bytes, int tokens) throws IOException {
    return body.source().request(bytes + 1) || hasMoreTokens(body, tokens);
  }

  /** Text that is not JSON is short, and whoever reads it says so. */
  private static boolean hasMoreTokens(ResponseBody body, int tokens) {
    try (var in = body.source().peek().inputStream();
        JsonParser parser = JSON.createParser(in)) {
      var read = 0;
      while (read <= tokens && parser.nextToken() != null) {
        read++;
      }
      return read > tokens;
    } catch (IOException e) {
      return false;
    }
  }

  /** The body is larger than it may be. */
  static final class ResponseTooLargeException extends IOException {
    ResponseTooLargeException(long maxBytes, int maxTokens) {
      super("more than %d KiB or %d values of JSON".formatted(maxBytes / 1024, maxTokens));
    }
  }
}
