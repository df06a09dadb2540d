package io.clientgrant.operator;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class HttpEndpointsTest {
  private final AtomicBoolean ready = new AtomicBoolean();
  private final AtomicBoolean standby = new AtomicBoolean();
  private String unreadable = "";
  private Optional<String> trouble = Optional.empty();

  @Test
  void readinessIsTold() throws Exception {
    try (var endpoints = start()) {
      assertThat(status(endpoints, "/readyz")).isEqualTo(503);
      ready.set(true);
      assertThat(status(endpoints, "/readyz")).isEqualTo(200);
    }
  }

  @Test
  void aStandbyIsReadyAndSaysSo() throws Exception {
    standby.set(true);
    try (var endpoints = start()) {
      assertThat(answer(endpoints, "/readyz").statusCode()).isEqualTo(200);
      assertThat(answer(endpoints, "/readyz").body()).isEqualTo("ready, standing by\n");
    }
  }

  @Test
  void whatOnlyARestartHelpsEndsItsLife() throws Exception {
    try (var endpoints = start()) {
      assertThat(answer(endpoints, "/healthz").body()).isEqualTo("alive\n");
      trouble = Optional.of("It hangs.");
      assertThat(answer(endpoints, "/healthz").statusCode()).isEqualTo(503);
      assertThat(answer(endpoints, "/healthz").body()).isEqualTo("It hangs.\n");
    }
  }

  @Test
  void theLevelOfTheLogIsToldAndSet() throws Exception {
    var before = LogLevel.get();
    try (var endpoints = start()) {
      assertThat(answer(endpoints, "/loglevel").body()).isEqualTo(before + "\n");
      assertThat(post(endpoints, "/loglevel", "debug\n").body()).isEqualTo("DEBUG\n");
      assertThat(LoggerFactory.getLogger("any").isDebugEnabled()).isTrue();
      assertThat(post(endpoints, "/loglevel", "loud").statusCode()).isEqualTo(400);
      assertThat(LogLevel.get()).isEqualTo("DEBUG");
    } finally {
      LogLevel.set(before);
    }
  }

  /** Whoever reaches a Pod's address need not be allowed to do anything in the cluster. */
  @Test
  void theLevelOfTheLogIsOnlyForCallersOnLoopback() throws Exception {
    var address = addressOfThisMachine();
    assumeThat(address).isPresent();
    try (var endpoints = start()) {
      var uri = "http://%s:%d/loglevel".formatted(address.get().getHostAddress(), endpoints.port());
      assertThat(send(HttpRequest.newBuilder(URI.create(uri))).statusCode()).isEqualTo(403);
    }
  }

  private static Optional<InetAddress> addressOfThisMachine() throws SocketException {
    return NetworkInterface.networkInterfaces()
        .flatMap(NetworkInterface::inetAddresses)
        .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress())
        .findFirst();
  }

  @Test
  void aNamespaceThatMayNotBeReadIsTold() throws Exception {
    ready.set(true);
    unreadable = "billing, shop";
    try (var endpoints = start()) {
      assertThat(answer(endpoints, "/readyz").statusCode()).isEqualTo(200);
      assertThat(answer(endpoints, "/readyz").body())
          .isEqualTo("ready, but may not read billing, shop\n");
    }
  }

  /** Else the kubelet would take the operator for dead, and kill it. */
  @Test
  void aClientThatSendsHalfARequestDelaysNoOther() throws Exception {
    try (var endpoints = start();
        var idler = new Socket(InetAddress.getLoopbackAddress(), endpoints.port())) {
      idler.getOutputStream().write("GET /healthz HTTP/1.1\r\nHost: lo".getBytes(US_ASCII));
      idler.getOutputStream().flush();
      for (var path : new String[] {"/healthz", "/metrics"}) {
        assertThat(status(endpoints, path)).isEqualTo(200);
      }
    }
  }

  private HttpEndpoints start() throws Exception {
    return new HttpEndpoints(
        0,
        () -> "",
        new Probes(
            List.of(Optional::empty, () -> trouble), ready::get, standby::get, () -> unreadable));
  }

  private static int status(HttpEndpoints endpoints, String path) throws Exception {
    return answer(endpoints, path).statusCode();
  }

  private static HttpResponse<String> answer(HttpEndpoints endpoints, String path)
      throws Exception {
    return send(request(endpoints, path));
  }

  private static HttpResponse<String> post(HttpEndpoints endpoints, String path, String body)
      throws Exception {
    return send(request(endpoints, path).POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  private static HttpRequest.Builder request(HttpEndpoints endpoints, String path) {
    return HttpRequest.newBuilder(
        URI.create("http://127.0.0.1:%d%s".formatted(endpoints.port(), path)));
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    try (var client = HttpClient.newHttpClient()) {
      return client.send(request.timeout(Duration.ofSeconds(10)).build(), BodyHandlers.ofString());
    }
  }
}
