package io.clientgrant.auth0.api;

import java.io.IOException;
import okhttp3.Interceptor;
import okhttp3.Response;

/**
 * Refuses a response whose body is larger than any that Auth0 gives, before it is read into memory.
 * OkHttp has unpacked the body by then, so a small body that unpacks to a large one is refused too.
 */
final class ResponseSizeLimit implements Interceptor {
  /** A page of 100 grants with 1,000 scopes of 40 characters each. */
  static final long MAX_BYTES = 4L * 1024 * 1024;

  @Override
  public Response intercept(Chain chain) throws IOException {
    var response = chain.proceed(chain.request());
    try {
      if (!response.body().source().request(MAX_BYTES + 1)) {
        return response;
      }
    } catch (IOException e) {
      response.close();
      throw e;
    }
    response.close();
    throw new ResponseTooLargeException();
  }

  /** The body is larger than {@link #MAX_BYTES}. */
  static final class ResponseTooLargeException extends IOException {
    ResponseTooLargeException() {
      super("the response is larger than " + MAX_BYTES + " bytes");
    }
  }
}
