package io.clientgrant.simulator.server;

import io.clientgrant.simulator.setting.LimitBucket;
import io.clientgrant.simulator.wire.Answer;
import io.clientgrant.simulator.wire.Call;
import io.clientgrant.simulator.wire.Request;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * One line of the API's table of contents.
 *
 * @param method the method
 * @param template the path, with names such as {@code {id}} for what varies
 * @param scope the scope that a token needs; empty where no token is asked for
 * @param bucket the rate limit that counts the call; empty where none does
 * @param handler what answers
 */
public record Route(
    String method,
    String template,
    Optional<String> scope,
    Optional<LimitBucket> bucket,
    Function<Call, Answer> handler) {

  /** A route of the Management API. */
  static Route management(
      String methodAndTemplate, String scope, LimitBucket bucket, Function<Call, Answer> handler) {
    return of(methodAndTemplate, Optional.of(scope), Optional.of(bucket), handler);
  }

  /** A route that needs no token. */
  static Route open(String methodAndTemplate, LimitBucket bucket, Function<Call, Answer> handler) {
    return of(methodAndTemplate, Optional.empty(), Optional.of(bucket), handler);
  }

  /** A route that needs no token and counts against no limit. */
  public static Route free(String methodAndTemplate, Function<Call, Answer> handler) {
    return of(methodAndTemplate, Optional.empty(), Optional.empty(), handler);
  }

  private static Route of(
      String methodAndTemplate,
      Optional<String> scope,
      Optional<LimitBucket> bucket,
      Function<Call, Answer> handler) {
    var space = methodAndTemplate.indexOf(' ');
    return new Route(
        methodAndTemplate.substring(0, space),
        methodAndTemplate.substring(space + 1),
        scope,
        bucket,
        handler);
  }

  /** The values in the path if the request is for this route. A name takes no empty value. */
  Optional<Map<String, String>> match(Request request) {
    if (!method.equals(request.method())) {
      return Optional.empty();
    }
    var expected = Request.segments(template);
    var actual = request.segments();
    if (expected.size() != actual.size()) {
      return Optional.empty();
    }
    var parameters = new HashMap<String, String>();
    for (int i = 0; i < expected.size(); i++) {
      var name = expected.get(i);
      var value = actual.get(i);
      if (name.startsWith("{") && !value.isEmpty()) {
        parameters.put(name.substring(1, name.length() - 1), value);
      } else if (!name.equals(value)) {
        return Optional.empty();
      }
    }
    return Optional.of(parameters);
  }
}
