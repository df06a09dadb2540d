package io.clientgrant.tenant;

import java.io.IOException;
import java.time.InstantSource;
import okhttp3.Interceptor;
import okhttp3.Response;

/** Shows the gate what each answer says of the tenant's own rate limit. */
final class LimitReader implements Interceptor {
  private static final int TOO_MANY_REQUESTS = 429;

  private final Gate gate;
  private final InstantSource clock;

  LimitReader(Gate gate, InstantSource clock) {
    this.gate = gate;
    this.clock = clock;
  }

  @Override
  public Response intercept(Chain chain) throws IOException {
    var response = chain.proceed(chain.request());
    gate.answered(response.headers());
    if (response.code() == TOO_MANY_REQUESTS) {
      gate.closed(Answers.reopening(response.headers(), clock.instant()));
    }
    return response;
  }
}
