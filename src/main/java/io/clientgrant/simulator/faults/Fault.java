package io.clientgrant.simulator.faults;

import io.clientgrant.simulator.wire.Answer;
import io.clientgrant.simulator.wire.Json;
import io.clientgrant.simulator.wire.Request;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Something that goes wrong on the way.
 *
 * @param method the method it strikes; every method when empty
 * @param path the path or the path's template it strikes; every path when empty
 * @param kind what goes wrong
 * @param performed whether the request takes effect first, as when only the answer is lost
 * @param times how often it strikes; for ever when empty
 * @param share the share of matching requests that it strikes; every one when empty
 */
public record Fault(
    Optional<String> method,
    Optional<String> path,
    Kind kind,
    boolean performed,
    Optional<Integer> times,
    Optional<Double> share) {

  /** Refuses numbers that make no sense. */
  public Fault {
    if (times.filter(n -> n < 1).isPresent()) {
      throw new IllegalArgumentException("times must be at least 1");
    }
    if (share.filter(s -> !(s >= 0 && s <= 1)).isPresent()) {
      throw new IllegalArgumentException("share must be between 0 and 1");
    }
  }

  /** What goes wrong. */
  public sealed interface Kind {}

  /**
   * Another answer than the right one.
   *
   * @param status its status
   * @param headers its headers
   * @param body its body
   */
  public record Status(int status, Map<String, String> headers, String body) implements Kind {
    /** Refuses what is no final status. */
    public Status {
      if (status < 200 || status > 599) {
        throw new IllegalArgumentException("status must be between 200 and 599");
      }
      headers = Map.copyOf(headers);
    }
  }

  /**
   * The right answer, late.
   *
   * @param time how late
   */
  public record Delay(Duration time) implements Kind {}

  /** No answer: the connection is closed. */
  public record Drop() implements Kind {}

  /** The headers and half of the body that they announce, then the connection is closed. */
  public record HalfBody() implements Kind {}

  /** The right status with half of the JSON, as if that were all. */
  public record BrokenJson() implements Kind {}

  /** Another status, with the error body that the API has for it, and before the request acts. */
  public static Fault status(int status) {
    var body = Json.text(Answer.envelope(status, "Injected by the simulator"));
    return status(status, Map.of("content-type", "application/json; charset=utf-8"), body);
  }

  /** Another answer, before the request acts. */
  public static Fault status(int status, Map<String, String> headers, String body) {
    return of(new Status(status, headers, body), false);
  }

  /** The API's own 429, with headers or without. */
  public static Fault tooManyRequests(Map<String, String> headers) {
    var body =
        Answer.envelope(429, "Global limit has been reached").put("errorCode", "too_many_requests");
    var all = new java.util.HashMap<>(headers);
    all.put("content-type", "application/json; charset=utf-8");
    return status(429, all, Json.text(body));
  }

  /** A wait before the request acts. */
  public static Fault delay(Duration time) {
    return of(new Delay(time), false);
  }

  /** A connection that closes before the request acts. */
  public static Fault drop() {
    return of(new Drop(), false);
  }

  /** Half of the answer, after the request acted. */
  public static Fault halfBody() {
    return of(new HalfBody(), true);
  }

  /** Broken JSON, after the request acted. */
  public static Fault brokenJson() {
    return of(new BrokenJson(), true);
  }

  private static Fault of(Kind kind, boolean performed) {
    return new Fault(
        Optional.empty(), Optional.empty(), kind, performed, Optional.empty(), Optional.empty());
  }

  /** This fault for a route only, for example {@code PATCH /api/v2/client-grants/{id}}. */
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

  /** This fault so many times, and then no more. */
  public Fault times(int n) {
    return new Fault(method, path, kind, performed, Optional.of(n), share);
  }

  /** This fault on a share of the requests. */
  public Fault share(double part) {
    return new Fault(method, path, kind, performed, times, Optional.of(part));
  }

  /** This fault after the request took effect: the write is done, its answer goes wrong. */
  public Fault afterEffect() {
    return new Fault(method, path, kind, true, times, share);
  }

  /** This fault before the request takes effect. */
  public Fault beforeEffect() {
    return new Fault(method, path, kind, false, times, share);
  }

  boolean concerns(Request request, String template) {
    return method.map(request.method()::equals).orElse(true)
        && path.map(p -> p.equals(template) || p.equals(request.path())).orElse(true);
  }
}
