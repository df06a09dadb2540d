package io.clientgrant.simulator.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * An HTTP response.
 *
 * @param status the HTTP status
 * @param headers the headers, by lower-case name
 * @param body the body, possibly empty
 */
@SuppressWarnings("ArrayRecordComponent")
public record Response(int status, Map<String, String> headers, byte[] body) {

  /** The headers of every response of the Management API, including a 204. */
  private static final Map<String, String> MANAGEMENT_HEADERS =
      Map.of(
          "content-type", "application/json; charset=utf-8",
          "cache-control", "no-cache",
          "vary", "origin,accept-encoding");

  /** The headers of every response of the token endpoint. Its content type has no charset. */
  private static final Map<String, String> TOKEN_HEADERS =
      Map.of("content-type", "application/json", "cache-control", "no-store", "pragma", "no-cache");

  /** A response of the Management API. */
  public static Response management(int status, Object body) {
    return new Response(status, MANAGEMENT_HEADERS, Json.bytes(body));
  }

  /** The response to a deletion. */
  public static Response noContent() {
    return new Response(204, MANAGEMENT_HEADERS, new byte[0]);
  }

  /** A response of the token endpoint. */
  public static Response token(int status, JsonNode body) {
    return new Response(status, TOKEN_HEADERS, Json.bytes(body));
  }

  /** An error of the Management API, with its keys in the real order. */
  public static Response error(int status, String message, String errorCode) {
    return management(status, envelope(status, message).put("errorCode", errorCode));
  }

  /** An error of the Management API without an {@code errorCode}. */
  public static Response error(int status, String message) {
    return management(status, envelope(status, message));
  }

  public static ObjectNode envelope(int status, String message) {
    return Json.object()
        .put("statusCode", status)
        .put("error", reason(status))
        .put("message", message);
  }

  /** This response with additional headers. */
  public Response with(Map<String, String> more) {
    var all = new TreeMap<>(headers);
    all.putAll(more);
    return new Response(status, Collections.unmodifiableMap(all), body);
  }

  static String reason(int status) {
    return switch (status) {
      case 400 -> "Bad Request";
      case 401 -> "Unauthorized";
      case 403 -> "Forbidden";
      case 404 -> "Not Found";
      case 408 -> "Request Time-out";
      case 409 -> "Conflict";
      case 413 -> "Request Entity Too Large";
      case 415 -> "Unsupported Media Type";
      case 429 -> "Too Many Requests";
      case 500 -> "Internal Server Error";
      case 502 -> "Bad Gateway";
      case 503 -> "Service Unavailable";
      case 504 -> "Gateway Time-out";
      default -> "Error";
    };
  }
}
