package io.clientgrant.simulator.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is sent back.
 *
 * @param status the HTTP status
 * @param headers its headers, by lower-case name
 * @param body its body, possibly empty
 */
@SuppressWarnings("ArrayRecordComponent")
public record Answer(int status, Map<String, String> headers, byte[] body) {

  /** The type of every answer of the Management API, a 204 included. */
  private static final Map<String, String> MANAGEMENT_HEADERS =
      Map.of(
          "content-type", "application/json; charset=utf-8",
          "cache-control", "no-cache",
          "vary", "origin,accept-encoding");

  /** The type of every answer of the token endpoint, without a charset. */
  private static final Map<String, String> TOKEN_HEADERS =
      Map.of("content-type", "application/json", "cache-control", "no-store", "pragma", "no-cache");

  /** An answer of the Management API. */
  public static Answer management(int status, Object body) {
    return new Answer(status, MANAGEMENT_HEADERS, Json.bytes(body));
  }

  /** The answer to a deletion. */
  public static Answer noContent() {
    return new Answer(204, MANAGEMENT_HEADERS, new byte[0]);
  }

  /** An answer of the token endpoint. */
  public static Answer token(int status, JsonNode body) {
    return new Answer(status, TOKEN_HEADERS, Json.bytes(body));
  }

  /** The Management API's error, with its keys in their order. */
  public static Answer error(int status, String message, String errorCode) {
    return management(status, envelope(status, message).put("errorCode", errorCode));
  }

  /** The Management API's error where it has no {@code errorCode}. */
  public static Answer error(int status, String message) {
    return management(status, envelope(status, message));
  }

  public static ObjectNode envelope(int status, String message) {
    return Json.object()
        .put("statusCode", status)
        .put("error", reason(status))
        .put("message", message);
  }

  /** This answer with further headers. */
  public Answer with(Map<String, String> more) {
    var all = new TreeMap<>(headers);
    all.putAll(more);
    return new Answer(status, Collections.unmodifiableMap(all), body);
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
