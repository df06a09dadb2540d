package io.clientgrant.operator;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves {@code /metrics}, {@code /healthz}, {@code /readyz} and {@code /loglevel}. */
final class HttpEndpoints implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HttpEndpoints.class);
  private static final String METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8";
  private static final String TEXT = "text/plain";
  private static final int LONGEST_LEVEL = 64;

  private final HttpServer server;

  /**
   * Starts to serve.
   *
   * @param port where; 0 takes a free one
   * @param metrics the metrics as they are now, as text for Prometheus
   * @throws IOException if the port cannot be had
   */
  HttpEndpoints(int port, Supplier<String> metrics, Probes probes) throws IOException {
    server = HttpServer.create(new InetSocketAddress(port), 0);
    // Without one, whoever sends half a request keeps the kubelet's probes waiting.
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/metrics", call -> answer(call, 200, METRICS_TYPE, metrics.get()));
    server.createContext("/healthz", call -> answer(call, health(probes)));
    server.createContext("/readyz", call -> answer(call, probes.readiness()));
    server.createContext("/loglevel", HttpEndpoints::logLevel);
    server.start();
  }

  private static Probes.Answer health(Probes probes) {
    var health = probes.health();
    if (!health.isGood()) {
      LOG.error("{} Only a restart helps.", health.text());
    }
    return health;
  }

  /**
   * Tells the level of the log, and sets it to what is posted. It answers only callers on loopback:
   * who reaches that may exec into the Pod or forward its port.
   */
  private static void logLevel(HttpExchange call) throws IOException {
    if (!call.getRemoteAddress().getAddress().isLoopbackAddress()) {
      answer(call, 403, TEXT, "Only for callers on loopback: use kubectl port-forward.\n");
      return;
    }
    switch (call.getRequestMethod()) {
      case "GET" -> answer(call, 200, TEXT, LogLevel.get() + "\n");
      case "POST" -> setLogLevel(call);
      default -> answer(call, 405, TEXT, "GET or POST.\n");
    }
  }

  private static void setLogLevel(HttpExchange call) throws IOException {
    var asked = new String(call.getRequestBody().readNBytes(LONGEST_LEVEL), StandardCharsets.UTF_8);
    var before = LogLevel.get();
    try {
      LogLevel.set(asked);
    } catch (IllegalArgumentException e) {
      answer(call, 400, TEXT, e.getMessage() + "\n");
      return;
    }
    LOG.atWarn() // so that it is seen at any level but ERROR
        .addKeyValue("before", before)
        .addKeyValue("now", LogLevel.get())
        .log("the level of the log was changed");
    answer(call, 200, TEXT, LogLevel.get() + "\n");
  }

  int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private static void answer(HttpExchange call, Probes.Answer answer) throws IOException {
    answer(call, answer.isGood() ? 200 : 503, TEXT, answer.text() + "\n");
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
