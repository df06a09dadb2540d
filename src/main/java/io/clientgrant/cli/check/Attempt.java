package io.clientgrant.cli.check;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.clientgrant.auth0.failure.TenantException;
import io.clientgrant.auth0.http.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * What came of a call.
 *
 * @param exchange the call on the wire, the last one if it was made again; null without an answer
 * @param failure why the operator's own client could do nothing with it; null if it could
 */
record Attempt(@Nullable Exchange exchange, @Nullable TenantException failure) {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int LONGEST = 200;

  /** The HTTP status; 0 without an answer. */
  int status() {
    return exchange == null ? 0 : exchange.status();
  }

  /** Whether the operator could read the answer, and it had this status. */
  boolean succeeded(int status) {
    return failure == null && status() == status;
  }

  /** The body; missing if it is not JSON. */
  JsonNode json() {
    return exchange == null ? MissingNode.getInstance() : json(exchange.body());
  }

  static JsonNode json(String body) {
    try {
      var node = JSON.readTree(body);
      return node == null ? MissingNode.getInstance() : node;
    } catch (JsonProcessingException e) {
      return MissingNode.getInstance();
    }
  }

  /** The status, and what the answer says of itself if it is an error. */
  String described() {
    if (exchange == null) {
      return failure == null ? "no call was made" : failure.failure().message();
    }
    var text = new StringBuilder().append(status());
    for (var name : new String[] {"errorCode", "message"}) {
      var value = json().path(name).asText();
      if (!value.isEmpty()) {
        text.append(' ').append(value, 0, Math.min(LONGEST, value.length()));
      }
    }
    return status() / 100 == 2 && failure != null
        ? text.append(", which cannot be read").toString()
        : text.toString();
  }
}
