package io.clientgrant.simulator.wire;

import io.clientgrant.simulator.limit.LimitBucket;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A method and a path template with their handler.
 *
 * @param method the HTTP method
 * @param template the path, with parameters such as {@code {id}}
 * @param scopes the token needs one of these scopes; empty if no token is needed
 * @param bucket the rate limit bucket; empty if the route is not limited
 * @param handler handles the calls
 */
public record Route(
    String method,
    String template,
    List<String> scopes,
    Optional<LimitBucket> bucket,
    Function<Call, Response> handler) {

  /**
   * A route of the Management API.
   *
   * @param scope the scope that the token needs, or several of which it needs one, with spaces
   */
  public static Route management(
      String methodAndTemplate,
      String scope,
      LimitBucket bucket,
      Function<Call, Response> handler) {
    return of(methodAndTemplate, List.of(scope.split(" ")), Optional.of(bucket), handler);
  }

  /** A rate-limited route that needs no token. */
  public static Route open(
      String methodAndTemplate, LimitBucket bucket, Function<Call, Response> handler) {
    return of(methodAndTemplate, List.of(), Optional.of(bucket), handler);
  }

  /** A route that needs no token and is not limited. */
  public static Route free(String methodAndTemplate, Function<Call, Response> handler) {
    return of(methodAndTemplate, List.of(), Optional.empty(), handler);
  }

  private static Route of(
      String methodAndTemplate,
      List<String> scopes,
      Optional<LimitBucket> bucket,
      Function<Call, Response> handler) {
    var space = methodAndTemplate.indexOf(' ');
    return new Route(
        methodAndTemplate.substring(0, space),
        methodAndTemplate.substring(space + 1),
        scopes,
        bucket,
        handler);
  }

  /** The path parameters if this route matches the request. A parameter must not be empty. */
  public Optional<Map<String, String>> match(Request request) {
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
