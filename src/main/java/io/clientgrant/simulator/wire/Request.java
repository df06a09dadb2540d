package io.clientgrant.simulator.wire;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * An HTTP request.
 *
 * @param from the address of the client
 * @param method the HTTP method
 * @param path the path, still percent-encoded
 * @param query the decoded query
 * @param headers the first value of each header, by lower-case name
 * @param body the body, possibly empty
 */
@SuppressWarnings("ArrayRecordComponent")
public record Request(
    String from,
    String method,
    String path,
    Query query,
    Map<String, String> headers,
    byte[] body) {

  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name));
  }

  public String text() {
    return new String(body, StandardCharsets.UTF_8);
  }

  public boolean isForm() {
    return mediaType().equals("application/x-www-form-urlencoded");
  }

  String mediaType() {
    var type = header("content-type").orElse("application/json");
    var end = type.indexOf(';');
    return (end < 0 ? type : type.substring(0, end)).trim().toLowerCase(Locale.ROOT);
  }

  /**
   * The decoded path segments. Each segment is decoded on its own, so it may contain an encoded
   * slash.
   */
  List<String> segments() {
    return segments(path);
  }

  static List<String> segments(String path) {
    return Arrays.stream(path.substring(1).split("/", -1)).map(Request::decodedSegment).toList();
  }

  /** In a path, unlike in a query, a plus sign is not a space. */
  private static String decodedSegment(String segment) {
    try {
      return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException _) {
      return segment;
    }
  }
}
