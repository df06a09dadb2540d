package io.clientgrant.testing.network;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.clientgrant.testing.network.HostileEndpoint.Reply;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.GZIPOutputStream;

/** What a {@link HostileEndpoint} may answer. */
public final class HostileReplies {
  private static final int MEBIBYTE = 1024 * 1024;
  private static final Map<String, String> JSON = Map.of("content-type", "application/json");

  /** A token, as Auth0 gives one. */
  public static final Reply TOKEN =
      json("{\"access_token\": \"token-of-the-hostile-endpoint\", \"expires_in\": 86400}");

  private HostileReplies() {}

  /** A body of JSON, or of what says that it is. */
  public static Reply json(String body) {
    return bytes(200, JSON, body.getBytes(UTF_8));
  }

  /** A status and an empty object. */
  public static Reply status(int status) {
    return status(status, Map.of());
  }

  /** A status with more headers, and an empty object. */
  public static Reply status(int status, Map<String, String> headers) {
    return bytes(status, headers, "{}".getBytes(UTF_8));
  }

  /** An error as Auth0 and its token endpoint tell of it. */
  public static Reply error(int status, String reason) {
    var body = "{\"message\": \"%1$s\", \"error_description\": \"%1$s\"}".formatted(reason);
    return bytes(status, JSON, body.getBytes(UTF_8));
  }

  /** Any answer. */
  public static Reply bytes(int status, Map<String, String> headers, byte[] body) {
    return call -> {
      headers.forEach(call.getResponseHeaders()::set);
      call.sendResponseHeaders(status, body.length);
      call.getResponseBody().write(body);
    };
  }

  /** A small body that unpacks to a quarter of a gibibyte. */
  public static Reply gzipBomb() {
    var packed = packed(256);
    return bytes(
        200, Map.of("content-type", "application/json", "content-encoding", "gzip"), packed);
  }

  /** A page of so many bytes, made of the smallest objects. */
  public static Reply emptyGrants(int bytes) {
    return json("{\"client_grants\": [%s{}]}".formatted("{},".repeat(bytes / 3)));
  }

  /** Arrays in arrays. */
  public static Reply nested(int depth) {
    return json("{\"client_grants\": %s%s}".formatted("[".repeat(depth), "]".repeat(depth)));
  }

  /** 3,600 bytes, with a pause after each. */
  public static Reply slowBytes(Duration pause) {
    return call -> {
      call.getResponseHeaders().set("content-type", "application/json");
      call.sendResponseHeaders(200, 3_600);
      for (var sent = 0; sent < 3_600; sent++) {
        call.getResponseBody().write(' ');
        call.getResponseBody().flush();
        LockSupport.parkNanos(pause.toNanos());
      }
    };
  }

  /** A redirect to the same address. */
  public static Reply redirectLoop() {
    return call -> status(307, Map.of("location", call.getRequestURI().toString())).to(call);
  }

  /** So many headers of a kibibyte each. */
  public static Reply headerFlood(int headers) {
    return call -> {
      for (var number = 0; number < headers; number++) {
        call.getResponseHeaders().add("x-flood-" + number, "x".repeat(1024));
      }
      call.sendResponseHeaders(200, -1);
    };
  }

  private static byte[] packed(int mebibytes) {
    var packed = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(packed)) {
      var blank = " ".repeat(MEBIBYTE).getBytes(UTF_8);
      for (var mebibyte = 0; mebibyte < mebibytes; mebibyte++) {
        gzip.write(blank);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.toByteArray();
  }
}
