package io.clientgrant.simulator.faults;

import io.clientgrant.simulator.wire.Json;
import io.clientgrant.simulator.wire.Response;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;

/** Applies a fault to the response of a request. */
public final class FaultInjector {
  private FaultInjector() {}

  /**
   * Decides how a response is sent.
   *
   * @param fault the fault that applies, if any
   * @param perform performs the request
   */
  public static Delivery deliver(Optional<Fault> fault, Supplier<Response> perform)
      throws InterruptedException {
    return fault.isPresent() ? deliver(fault.get(), perform) : new Delivery.Whole(perform.get());
  }

  private static Delivery deliver(Fault fault, Supplier<Response> perform)
      throws InterruptedException {
    var performed = fault.performed() ? Optional.of(perform.get()) : Optional.<Response>empty();
    return switch (fault.kind()) {
      case Fault.Status status -> new Delivery.Whole(response(status));
      case Fault.Delay delay -> {
        Thread.sleep(delay.time());
        yield new Delivery.Whole(performed.orElseGet(perform));
      }
      case Fault.Drop _ -> new Delivery.Nothing();
      case Fault.HalfBody _ -> new Delivery.Half(performed.orElseGet(FaultInjector::placeholder));
      case Fault.BrokenJson _ ->
          new Delivery.Whole(broken(performed.orElseGet(FaultInjector::placeholder)));
    };
  }

  private static Response response(Fault.Status status) {
    return new Response(
        status.status(), status.headers(), status.body().getBytes(StandardCharsets.UTF_8));
  }

  private static Response broken(Response response) {
    var body = response.body();
    return new Response(
        response.status(), response.headers(), Arrays.copyOf(body, body.length / 2));
  }

  /** A body to cut in half when the request itself must not take effect. */
  private static Response placeholder() {
    return Response.management(200, Json.object().put("simulator", "this answer is never whole"));
  }

  /** The longest delay that the control interface accepts. Every client gives up earlier. */
  public static final Duration MAX_DELAY = Duration.ofHours(1);
}
