package io.clientgrant.operator;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Serves {@code /metrics}, {@code /healthz} and {@code /readyz}. */
final class HttpEndpoints implements AutoCloseable {
  private static final String METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private final HttpServer server;

  /**
   * Starts to serve.
   *
   * @param port where; 0 takes a free one
   * @param metrics the metrics as they are now, as text for Prometheus
   * @param ready whether the operator works
   * @param unreadable the namespaces that it may not read, for people; empty if there are none
   * @throws IOException if the port cannot be had
   */
  HttpEndpoints(
      int port, Supplier<String> metrics, BooleanSupplier ready, Supplier<String> unreadable)
      throws IOException {
    server = HttpServer.create(new InetSocketAddress(port), 0);
    // Without one, whoever sends half a request keeps the kubelet's probes waiting.
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/metrics", call -> answer(call, 200, METRICS_TYPE, metrics.get()));
    server.createContext("/healthz", call -> answer(call, 200, "text/plain", "alive\n"));
    server.createContext(
        "/readyz",
        call ->
            answer(
                call,
                ready.getAsBoolean() ? 200 : 503,
                "text/plain",
                ready.getAsBoolean() ? readiness(unreadable.get()) : "starting\n"));
    server.start();
  }

  private static String readiness(String unreadable) {
    return unreadable.isEmpty() ? "ready\n" : "ready, but may not read %s\n".formatted(unreadable);
  }

  int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private static void answer(HttpExchange call, int status, String type, String text)
      throws IOException {
    try (call) {
      var body = text.getBytes(StandardCharsets.UTF_8);
      call.getResponseHeaders().set("Content-Type", type);
      call.sendResponseHeaders(status, body.length);
      call.getResponseBody().write(body);
    }
  }
}
