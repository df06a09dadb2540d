package io.clientgrant.simulator.wire;

import java.util.Map;
import java.util.Set;

/**
 * A request that has been routed and authorized.
 *
 * @param request the request
 * @param parameters the path parameters by name
 * @param scopes the scopes of its token
 */
public record Call(Request request, Map<String, String> parameters, Set<String> scopes) {

  /** The path parameter with this name. */
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
