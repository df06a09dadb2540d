package io.clientgrant.simulator.wire;

import java.util.Map;
import java.util.Set;

/**
 * A request that found its route and may pass.
 *
 * @param request the request
 * @param parameters the values in its path, by the names in the template
 * @param scopes what its token allows
 */
public record Call(Request request, Map<String, String> parameters, Set<String> scopes) {

  /** The value in the path for a name in the template. */
  public String parameter(String name) {
    var value = parameters.get(name);
    if (value == null) {
      throw new IllegalStateException("the route has no {" + name + "}");
    }
    return value;
  }

  public Query query() {
    return request.query();
  }
}
