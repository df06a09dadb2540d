package io.clientgrant.simulator.faults;

import io.clientgrant.simulator.wire.Json;
import io.clientgrant.simulator.wire.Request;
import io.clientgrant.simulator.wire.Response;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * An injected fault.
 *
 * @param method the HTTP method it applies to; empty means every method
 * @param path the path or path template it applies to; empty means every path
 * @param kind the kind of fault
 * @param performed whether the request takes effect before the fault, as when only the response is
 *     lost
 * @param times how often it applies; empty means without end
 * @param share the share of matching requests that it applies to; empty means all
 */
public record Fault(
    Optional<String> method,
    Optional<String> path,
    Kind kind,
    boolean performed,
    Optional<Integer> times,
    Optional<Double> share) {

  /** Rejects invalid numbers. */
  public Fault {
    if (times.filter(n -> n < 1).isPresent()) {
      throw new IllegalArgumentException("times must be at least 1");
    }
    if (share.filter(s -> !(s >= 0 && s <= 1)).isPresent()) {
      throw new IllegalArgumentException("share must be between 0 and 1");
    }
  }

  /** The kind of a fault. */
  public sealed interface Kind {}

  /**
   * A different response.
   *
   * @param status the HTTP status
   * @param headers the headers
   * @param body the body
   */
  public record Status(int status, Map<String, String> headers, String body) implements Kind {
    /** Rejects informational and unknown statuses. */
    public Status {
      if (status < 200 || status > 599) {
        throw new IllegalArgumentException("status must be between 200 and 599");
      }
      headers = Map.copyOf(headers);
    }
  }

  /**
   * The correct response, delayed.
   *
   * @param time how long it is delayed
   */
  public record Delay(Duration time) implements Kind {}

  /** No response. The connection is closed. */
  public record Drop() implements Kind {}

  /** The headers and half of the body that they announce. Then the connection is closed. */
  public record HalfBody() implements Kind {}

  /** The correct status with half of the JSON, and headers that match the short body. */
  public record BrokenJson() implements Kind {}

  /** An error status with the API's own error body. The request does not take effect. */
  public static Fault status(int status) {
    var body = Json.text(Response.envelope(status, "Injected by the simulator"));
    return status(status, Map.of("content-type", "application/json; charset=utf-8"), body);
  }

  /** A different response. The request does not take effect. */
  public static Fault status(int status, Map<String, String> headers, String body) {
    return of(new Status(status, headers, body), false);
  }

  /** The API's own 429 with these headers. The request does not take effect. */
  public static Fault tooManyRequests(Map<String, String> headers) {
    var body =
        Response.envelope(429, "Global limit has been reached")
            .put("errorCode", "too_many_requests");
    var all = new java.util.HashMap<>(headers);
    all.put("content-type", "application/json; charset=utf-8");
    return status(429, all, Json.text(body));
  }

  /** A delay before the request takes effect. */
  public static Fault delay(Duration time) {
    return of(new Delay(time), false);
  }

  /** A connection that closes before the request takes effect. */
  public static Fault drop() {
    return of(new Drop(), false);
  }

  /** Half of the response, after the request took effect. */
  public static Fault halfBody() {
    return of(new HalfBody(), true);
  }

  /** Broken JSON, after the request took effect. */
  public static Fault brokenJson() {
    return of(new BrokenJson(), true);
  }

  private static Fault of(Kind kind, boolean performed) {
    return new Fault(
        Optional.empty(), Optional.empty(), kind, performed, Optional.empty(), Optional.empty());
  }

  /** This fault on one route only, for example {@code PATCH /api/v2/client-grants/{id}}. */
  public Fault on(String methodAndPath) {
    var space = methodAndPath.indexOf(' ');
    return new Fault(
        Optional.of(methodAndPath.substring(0, space)),
        Optional.of(methodAndPath.substring(space + 1)),
        kind,
        performed,
        times,
        share);
  }

  /** This fault, a limited number of times. */
  public Fault times(int n) {
    return new Fault(method, path, kind, performed, Optional.of(n), share);
  }

  /** This fault on a share of the requests, from 0.0 to 1.0. */
  public Fault share(double part) {
    return new Fault(method, path, kind, performed, times, Optional.of(part));
  }

  /**
   * This fault after the request takes effect. A write is then done, but its response is faulty.
   */
  public Fault afterEffect() {
    return new Fault(method, path, kind, true, times, share);
  }

  /** This fault before the request takes effect. */
  public Fault beforeEffect() {
    return new Fault(method, path, kind, false, times, share);
  }

  boolean matches(Request request, String template) {
    return method.map(request.method()::equals).orElse(true)
        && path.map(p -> p.equals(template) || p.equals(request.path())).orElse(true);
  }
}
